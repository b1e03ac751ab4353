using System.Security.Cryptography;
using System.Text;
using ShiftEval.Diagnostics;

namespace ShiftEval.Datasets;

/// <summary>Names by content, for provenance: which samples were used, and what their files held.</summary>
/// <remarks>All digests are SHA-256 in lower-case hexadecimal.</remarks>
public static class ContentHash
{
    /// <summary>The digest of one file's bytes.</summary>
    /// <exception cref="RunFailedException">The file cannot be read.</exception>
    public static string OfFile(string path)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.SequentialScan);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string what = $"could not be read ({exception.Message.TrimEnd('.')})";
            throw new RunFailedException(path, what, "Check that the file is there and may be read", exception);
        }
    }

    /// <summary><c>sampleIdsSha256</c>: over every id in ordinal order, each followed by a line feed.</summary>
    public static string OfIds(IEnumerable<string> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return OfLines(ids.Order(StringComparer.Ordinal));
    }

    /// <summary><c>dataSha256</c> from digests that were taken while the files were read.</summary>
    /// <param name="files">Every sample's id and its file's digest as <see cref="OfFile"/> writes it.</param>
    /// <returns>The digest over <c>id ⇥ digest</c> (⇥ is one tab) in ordinal order of the ids, each followed by a line feed.</returns>
    public static string OfData(IEnumerable<(string Id, string Sha256)> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return OfLines(files.OrderBy(file => file.Id, StringComparer.Ordinal).Select(file => $"{file.Id}\t{file.Sha256}"));
    }

    /// <summary><c>dataSha256</c> of samples whose files are read now, several at a time.</summary>
    /// <exception cref="RunFailedException">A file cannot be read: the first such in the order of <paramref name="samples"/>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static string OfData(IReadOnlyList<Sample> samples, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(samples);
        return OfData(samples.Zip(OfFiles(samples, cancellation), (sample, digest) => (sample.Id, digest)));
    }

    /// <summary>The digests of the samples' files, in their order, several read at a time.</summary>
    /// <exception cref="RunFailedException">A file cannot be read: the first such in the order of <paramref name="samples"/>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static string[] OfFiles(IReadOnlyList<Sample> samples, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(samples);
        string[] digests = new string[samples.Count];
        RunFailedException?[] failures = new RunFailedException?[samples.Count];
        Parallel.For(0, samples.Count, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            try
            {
                digests[i] = OfFile(samples[i].Path);
            }
            catch (RunFailedException failure)
            {
                failures[i] = failure;
            }
        });
        return failures.FirstOrDefault(failure => failure is not null) is { } first ? throw first : digests;
    }

    private static string OfLines(IEnumerable<string> lines)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string line in lines)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(line));
            hash.AppendData("\n"u8);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
