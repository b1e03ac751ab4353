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
        ulong[] hashes = new ulong[samples.Count];
        RunFailedException?[] failures = new RunFailedException?[samples.Count];
        Parallel.For(0, samples.Count, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            try
            {
                hashes[i] = SampleMarks.Of(samples[i].Domain, samples[i].Id, ContentHash.OfFile(samples[i].Path));
            }
            catch (RunFailedException failure)
            {
                failures[i] = failure;
            }
        });
        return failures.FirstOrDefault(failure => failure is not null) is { } first ? throw first : hashes;
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
