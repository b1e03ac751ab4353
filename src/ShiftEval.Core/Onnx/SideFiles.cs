using ShiftEval.Diagnostics;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx;

/// <summary>A file of external tensors that has to be copied along with its model.</summary>
/// <param name="Source">The full path of the file.</param>
/// <param name="Target">The full path that it is copied to.</param>
internal sealed record SideFile(string Source, string Target);

/// <summary>Takes the files of external tensors to the folder that a model is written to.</summary>
internal static class SideFiles
{
    private const int BlockSize = 1 << 20;

    /// <summary>Full paths of the files of external tensors, each once, in ordinal order.</summary>
    /// <exception cref="InputException">A tensor does not say where its values are.</exception>
    public static IReadOnlyList<string> Of(OnnxModel model) =>
    [
        .. TensorWalker.AllTensors(model.Proto).Where(ExternalData.IsExternal)
            .Select(tensor => Path.GetFullPath(Path.Combine(model.Folder ?? "", ExternalData.Of(tensor, TensorData.Where(tensor, model.Name)).Location)))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The copies that writing the model to <paramref name="path"/> takes; none within its own folder.</summary>
    /// <exception cref="InputException">A side file is missing, leaves its folder, or would replace another file.</exception>
    public static IReadOnlyList<SideFile> PlanCopies(OnnxModel model, string path)
    {
        string full = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(full) ?? full;
        ProblemList problems = new();
        Dictionary<string, SideFile?> files = new(StringComparer.Ordinal);
        foreach (TensorProto tensor in TensorWalker.AllTensors(model.Proto).Where(ExternalData.IsExternal))
        {
            string where = TensorData.Where(tensor, model.Name);
            if (problems.Try(() => ExternalData.Of(tensor, where)) is { } data && !files.ContainsKey(data.Location))
            {
                files.Add(data.Location, problems.Try(() => Plan(model, data, where, full, folder)));
            }
        }

        problems.ThrowIfAny();
        return [.. files.Values.OfType<SideFile>()];
    }

    /// <summary>Copies a side file, whole or not at all.</summary>
    /// <exception cref="RunFailedException">The disk is full, or a file cannot be read or written.</exception>
    public static void Copy(SideFile file)
    {
        string temporary = $"{file.Target}.{Environment.ProcessId}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file.Target)!);
            using (FileStream source = Open(file.Source))
            using (FileStream target = new(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                source.CopyTo(target, BlockSize);
                target.Flush(flushToDisk: true);
            }

            File.Move(temporary, file.Target, overwrite: true);
        }
        catch (Exception exception) when (ExternalData.IsFileFailure(exception))
        {
            throw new RunFailedException(
                file.Target,
                $"could not be copied from {file.Source} ({exception.Message})",
                "Free space or choose another output path",
                exception);
        }
        finally
        {
            TryDelete(temporary);
        }
    }

    private static SideFile? Plan(OnnxModel model, ExternalData data, string where, string modelPath, string folder)
    {
        if (model.Folder is null)
        {
            throw data.NoFolder(where);
        }

        string source = data.PathIn(model.Folder, where);
        string target = data.PathIn(folder, where);
        if (RealPath.Of(target) == RealPath.Of(modelPath))
        {
            throw new InputException(
                modelPath,
                "is the name of a file that holds the model's external tensors",
                "Choose another output path");
        }

        if (RealPath.Of(source) == RealPath.Of(target))
        {
            return null;
        }

        if (!File.Exists(source))
        {
            throw data.Missing(model.Folder, where);
        }

        if (Directory.Exists(target))
        {
            throw new InputException(target, "is a folder, where a file of external tensors has to go", "Choose another output folder");
        }

        if (!File.Exists(target))
        {
            return new SideFile(source, target);
        }

        // Another model may live by that file, so that not even --overwrite replaces it.
        return SameContent(source, target)
            ? null
            : throw new InputException(
                target,
                "exists already and differs from the model's file of external tensors; other models may need it",
                "Choose another output folder");
    }

    private static bool SameContent(string first, string second)
    {
        try
        {
            using FileStream one = Open(first);
            using FileStream other = Open(second);
            if (one.Length != other.Length)
            {
                return false;
            }

            byte[] left = new byte[BlockSize];
            byte[] right = new byte[BlockSize];
            int read;
            while ((read = one.ReadAtLeast(left, BlockSize, throwOnEndOfStream: false)) > 0)
            {
                other.ReadExactly(right, 0, read);
                if (!left.AsSpan(0, read).SequenceEqual(right.AsSpan(0, read)))
                {
                    return false;
                }
            }

            return true;
        }
        catch (Exception exception) when (ExternalData.IsFileFailure(exception))
        {
            throw new InputException(
                second,
                $"cannot be compared with {first} ({exception.Message})",
                "Check the files and their permissions");
        }
    }

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (ExternalData.IsFileFailure(exception))
        {
            // The first failure is the one to report.
        }
    }
}
