using System.Text.Json;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Store;

namespace ShiftEval.Tests.Statistics.Store;

/// <summary>Files of moments over invented batches, each of two samples.</summary>
internal static class StoredFiles
{
    /// <summary>The file over some batches; batch b of a domain has samples 2b and 2b+1 of it.</summary>
    public static StatisticsFile Of(string name, string domain, IEnumerable<int> batches, bool meanOfBatches = false, string forward = StatisticsFile.MinibatchForward)
    {
        LayerSums? sums = null;
        List<(ulong Hash, ulong Domain, ulong Batch)> samples = [];
        foreach (int batch in batches)
        {
            ChannelMoments moments = Moments(domain, batch);
            LayerSums own = new(moments, meanOfBatches ? new BatchSums(1, moments.Mean, Array.ConvertAll(moments.M2, m2 => m2 / (moments.Count - 1))) : null);
            sums = sums?.Merge(own) ?? own;
            ulong[] hashes = [Hash(domain, 2 * batch), Hash(domain, (2 * batch) + 1)];
            samples.AddRange(hashes.Select(hash => (hash, 0UL, SampleMarks.Batch(hashes))));
        }

        return new StatisticsFile
        {
            Name = name,
            Format = StatisticsFile.MomentsFormat,
            Forward = forward,
            Layers = [StoredLayer.Of("z", sums!), StoredLayer.Of("a", sums!)],
            Epsilons = new Dictionary<string, double>(StringComparer.Ordinal) { ["z"] = 1e-5, ["a"] = 1e-3 },
            Origin = "collect",
            Provenance = Provenance(domain, samples.Count),
            Samples = SampleMarks.Sorted(samples, hasBatches: forward == StatisticsFile.MinibatchForward),
        };
    }

    public static StatisticsProvenance Provenance(string domain, int samples) => new()
    {
        SourceSha256 = "aa",
        ParentSha256 = "aa",
        Spec = $"from={domain},method=minibatch",
        Domains = [domain],
        Samples = samples,
        SampleIdsSha256 = "ids",
        SplitRule = "column split",
        SplitSeed = 0,
        Method = "minibatch",
        Estimator = "total",
        BatchSize = 2,
        Order = "shuffled",
        Seed = 3,
        DataSha256 = "data",
        Preprocess = JsonElement.Parse("""{"size":{"height":24}}"""),
        Tool = "shifteval test",
    };

    private static ulong Hash(string domain, int sample) => SampleMarks.Of(domain, FormattableString.Invariant($"{sample}"), "content");

    private static ChannelMoments Moments(string domain, int batch)
    {
        Random random = new((domain[0] * 1000) + batch);
        return new ChannelMoments(
            random.Next(2, 500),
            [random.NextDouble(), 1e3 * random.NextDouble(), -5],
            [random.NextDouble() * 100, random.NextDouble(), 0]);
    }
}
