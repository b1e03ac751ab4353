using ShiftEval.Diagnostics;

namespace ShiftEval.Files;

/// <summary>Writes a file whole or not at all: temporary file in the same folder, flush to disk, rename.</summary>
public static class AtomicFile
{
    /// <summary>Writes <paramref name="content"/> to <paramref name="path"/>.</summary>
    /// <exception cref="RunFailedException">The disk is full, or the file cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content) => Write(path, content, static (stream, bytes) => stream.Write(bytes));

    /// <summary>Writes what <paramref name="write"/> gives to <paramref name="path"/>.</summary>
    /// <exception cref="RunFailedException">The disk is full, or the file cannot be written.</exception>
    public static void Write(string path, Action<Stream> write) => Write(path, write, static (stream, own) => own(stream));

    private static void Write<T>(string path, T content, Action<Stream, T> write)
        where T : allows ref struct
    {
        string full = Path.GetFullPath(path);
        string temporary = $"{full}.{Environment.ProcessId}.tmp";
        try
        {
            using (FileStream stream = new(temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.None))
            {
                write(stream, content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
            throw new RunFailedException(path, $"could not be written ({exception.Message})", "Free space or choose another output path", exception);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }
    }

    /// <summary>Checks, before any work starts, that <paramref name="path"/> may be written.</summary>
    /// <param name="path">The output file.</param>
    /// <param name="overwrite">Whether an existing file may be replaced.</param>
    /// <param name="problems">Receives what stands in the way.</param>
    public static void CheckWritable(string path, bool overwrite, ProblemList problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        string full = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(full) ?? full;
        if (Directory.Exists(full))
        {
            problems.Add(path, "is a folder", "Name a file");
        }
        else if (File.Exists(folder))
        {
            problems.Add(path, $"its folder {folder} is a file", "Choose another output path");
        }
        else if (!Directory.Exists(folder))
        {
            problems.Add(path, $"its folder {folder} does not exist", "Create the folder or choose another output path");
        }
        else if (File.Exists(full) && !overwrite)
        {
            problems.Add(path, "exists already", "Add --overwrite to replace it, or choose another output path");
        }
        else if (!CanCreateIn(folder))
        {
            problems.Add(path, $"the folder {folder} cannot be written to", "Choose another output path or change the folder's permissions");
        }
    }

    private static bool CanCreateIn(string folder)
    {
        string probe = Path.Combine(folder, $".shifteval-{Environment.ProcessId}.tmp");
        try
        {
            using FileStream stream = new(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to report.
        }
    }
}
