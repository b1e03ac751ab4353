using ShiftEval.Comparison.Setup;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Statistics.Store;

namespace ShiftEval.Comparison.Store;

/// <summary>Hashes samples as statistics files do, reading several image files at a time.</summary>
internal static class SampleHasher
{
    /// <summary>The hash of every sample, in order.</summary>
    /// <exception cref="RunFailedException">An image file cannot be read: the first such in the order of <paramref name="samples"/>.</exception>
    public static ulong[] Of(IReadOnlyList<Sample> samples, CancellationToken cancellation)
    {
        string[] digests = ContentHash.OfFiles(samples, cancellation);
        return [.. samples.Select((sample, i) => SampleMarks.Of(sample.Domain, sample.Id, digests[i]))];
    }

    /// <summary>Positions of the samples in the data that have one of the hashes.</summary>
    /// <param name="hashes">The hashes.</param>
    /// <param name="domains">The domains that the samples can be of: others are not read.</param>
    /// <param name="data">The data.</param>
    public static IReadOnlySet<int> Find(IEnumerable<ulong> hashes, IReadOnlyList<string> domains, DataSetup data)
    {
        HashSet<ulong> wanted = [.. hashes];
        Sample[] candidates = [.. data.Splits.Samples.Where(sample => domains.Contains(sample.Domain, StringComparer.Ordinal))];
        ulong[] found = Of(candidates, CancellationToken.None);
        return new HashSet<int>(data.Positions(candidates.Where((_, i) => wanted.Contains(found[i]))));
    }
}
