using ShiftEval.Comparison.Setup;
using ShiftEval.Diagnostics;
using ShiftEval.Estimation;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Comparison;

/// <summary>Turns specs into statistics of one model; each estimation is done once, however many specs and domains share it.</summary>
internal sealed class StatisticsResolver(ModelSetup model, DataSetup data, long seed, IProgress<ProgressStep>? progress)
{
    private readonly Dictionary<string, EstimationResult> estimations = new(StringComparer.Ordinal);

    /// <summary>What <paramref name="spec"/> means for the scored domains, pooled.</summary>
    public ResolvedStatistics Resolve(StatisticsSpec spec, IReadOnlyList<string> scored, CancellationToken cancellation)
    {
        if (spec.Head == SpecHead.Ema)
        {
            return new ResolvedStatistics(null, [], [], "ema");
        }

        StatisticsSelection target = StatisticsSelection.Of(spec, scored, data, seed);
        (EstimationResult estimation, string key) = Estimate(spec, target, cancellation);
        if (spec.Head != SpecHead.Mix)
        {
            return new ResolvedStatistics(estimation.Statistics, estimation.Samples, target.Domains, key);
        }

        double weight = spec.PriorCount is { } prior ? prior / (prior + estimation.Samples.Count) : spec.Value!.Value;
        (ModelStatistics source, IReadOnlyList<int> images, IReadOnlyList<string> domains) = Source(spec, cancellation);
        return new ResolvedStatistics(
            StatisticsMixture.Mix(source, estimation.Statistics, weight, spec.Rule),
            [.. estimation.Samples.Union(images)],
            [.. target.Domains.Union(domains, StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            $"{spec.Canonical}; {key}");
    }

    private (ModelStatistics Values, IReadOnlyList<int> Samples, IReadOnlyList<string> Domains) Source(StatisticsSpec spec, CancellationToken cancellation)
    {
        if (spec.MixSource != SpecHead.Precise)
        {
            return (BatchNormLayers.Stored(BatchNormLayers.FindRewritable(model.Model)), [], []);
        }

        StatisticsSelection images = StatisticsSelection.Source(spec, data, seed);
        EstimationResult estimation = Estimate(spec, images, cancellation).Result;
        return (estimation.Statistics, estimation.Samples, images.Domains);
    }

    private (EstimationResult Result, string Key) Estimate(StatisticsSpec spec, StatisticsSelection selection, CancellationToken cancellation)
    {
        string key = $"{selection.Key}; {spec.Method}; {spec.Estimator}; {spec.BatchSize}";
        if (!estimations.TryGetValue(key, out EstimationResult? result))
        {
            EstimationSettings settings = new(spec.Method, spec.Estimator, spec.BatchSize);
            Progress named = new(progress, $"{model.Name}: {spec.Text} from {string.Join(", ", selection.Domains)}");
            result = model.Estimator.Estimate(data.Positions(selection.Samples), settings, named, cancellation);
            estimations.Add(key, result);
        }

        return (result, key);
    }

    private sealed class Progress(IProgress<ProgressStep>? inner, string name) : IProgress<ProgressStep>
    {
        public void Report(ProgressStep value) => inner?.Report(value with { Stage = $"{name}: {value.Stage}" });
    }
}
