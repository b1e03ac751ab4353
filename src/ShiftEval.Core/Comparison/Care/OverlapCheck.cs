using System.Collections.Concurrent;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;

namespace ShiftEval.Comparison.Care;

/// <summary>Warns where the same image, byte for byte, is both estimated from and scored, under whatever name.</summary>
internal static class OverlapCheck
{
    /// <param name="estimated">Samples that statistics come from.</param>
    /// <param name="scored">Samples that are scored; samples among both are the spec's own business (<c>test</c>).</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static IEnumerable<Warning> Of(IReadOnlyCollection<Sample> estimated, IReadOnlyCollection<Sample> scored, CancellationToken cancellation)
    {
        Sample[] adapt = [.. estimated.Except(scored)];
        HashSet<long> sizes = [.. adapt.Select(Size)];

        // Files of different sizes hold different images; only the rest is read.
        Sample[] suspects = [.. scored.Where(sample => sizes.Contains(Size(sample)))];
        HashSet<long> suspectSizes = [.. suspects.Select(Size)];
        ILookup<string, Sample> known = Hash([.. adapt.Where(sample => suspectSizes.Contains(Size(sample)))], cancellation).ToLookup(pair => pair.Hash, pair => pair.Sample, StringComparer.Ordinal);
        return Hash(suspects, cancellation)
            .Where(pair => known.Contains(pair.Hash))
            .GroupBy(pair => pair.Sample.Domain, StringComparer.Ordinal)
            .OrderBy(domain => domain.Key, StringComparer.Ordinal)
            .Select(domain =>
            {
                (Sample first, string hash) = domain.First();
                return new Warning(
                    "adapt-test-overlap",
                    FormattableString.Invariant($"{domain.Count()} of the images scored are also among those that statistics come from, byte for byte (first: {first.Id} is {known[hash].First().Id})."),
                    domain.Key);
            });
    }

    private static long Size(Sample sample)
    {
        FileInfo file = new(sample.Path);
        return file.Exists ? file.Length : -1;
    }

    private static IReadOnlyList<(Sample Sample, string Hash)> Hash(Sample[] samples, CancellationToken cancellation)
    {
        ConcurrentDictionary<int, string> hashes = [];
        Parallel.For(0, samples.Length, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            if (File.Exists(samples[i].Path))
            {
                hashes[i] = ContentHash.OfFile(samples[i].Path);
            }
        });
        return [.. hashes.OrderBy(pair => pair.Key).Select(pair => (samples[pair.Key], pair.Value))];
    }
}
