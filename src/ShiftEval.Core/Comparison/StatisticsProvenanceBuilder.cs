using System.Text.Json;
using ShiftEval.Comparison.Setup;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Estimation.Targets;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Specs;
using ShiftEval.Statistics.Store;

namespace ShiftEval.Comparison;

/// <summary>Records where estimated statistics come from.</summary>
internal static class StatisticsProvenanceBuilder
{
    /// <summary>The record of one estimation.</summary>
    /// <param name="spec">What was asked for.</param>
    /// <param name="model">The model measured.</param>
    /// <param name="data">The data.</param>
    /// <param name="target">The layers measured.</param>
    /// <param name="run">Seeds.</param>
    /// <param name="samples">Positions of the samples used.</param>
    /// <param name="domains">Their domains, in ordinal order.</param>
    /// <param name="all">Whether every image could be adapted to, whatever its split.</param>
    /// <param name="cancellation">Ends the reading of image files.</param>
    public static StatisticsProvenance Of(StatisticsSpec spec, ModelSetup model, DataSetup data, IStatisticsTarget target, RunOptions run, IReadOnlyList<int> samples, IReadOnlyList<string> domains, bool all, CancellationToken cancellation)
    {
        Sample[] used = [.. samples.Select(position => data.Splits.Samples[position])];
        string[] digests = ContentHash.OfFiles(used, cancellation);
        bool minibatch = spec.Method == EstimationMethod.Minibatch;
        return new StatisticsProvenance
        {
            SourceSha256 = model.Provenance?.SourceSha256 ?? model.Model.Sha256,
            ParentSha256 = model.Model.Sha256,
            Spec = spec.Canonical,
            Domains = domains,
            Samples = used.Length,
            SampleIdsSha256 = ContentHash.OfIds(used.Select(sample => sample.Id)),
            SplitRule = all ? "all" : data.Splits.Rule,
            SplitSeed = run.SplitSeed,
            Method = SpecFormatter.Name(spec.Method),
            Estimator = spec.Estimator == BatchEstimator.Total ? "total" : "mean-of-batches",
            BatchSize = minibatch ? spec.BatchSize : null,
            Order = minibatch ? (spec.Order == SampleOrdering.File ? "file" : "shuffled") : null,
            Seed = run.Seed,
            DataSha256 = ContentHash.OfData(used.Zip(digests, (sample, digest) => (sample.Id, digest))),
            SampleHashes = SampleMarks.ToText([.. used.Select((sample, i) => SampleMarks.Of(sample.Domain, sample.Id, digests[i])).Distinct().Order()]),
            Preprocess = JsonElement.Parse(model.Preprocessing.ToCanonicalJson()),
            Folded = Folded(model, data, target),
            Tool = $"{ToolInfo.Name} {ToolInfo.Version}",
        };
    }

    /// <summary>What a folded model's statistics are anchored to; null for BatchNorm nodes.</summary>
    public static FoldedProvenance? Folded(ModelSetup model, DataSetup data, IStatisticsTarget target)
    {
        if (target is not FoldedTarget folded)
        {
            return null;
        }

        Sample[] source = [.. folded.SourceSamples.Select(position => data.Splits.Samples[position])];
        return new FoldedProvenance(
            model.Folding!.Taken.Count,
            [.. source.Select(sample => sample.Domain).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            source.Length,
            ContentHash.OfIds(source.Select(sample => sample.Id)));
    }
}
