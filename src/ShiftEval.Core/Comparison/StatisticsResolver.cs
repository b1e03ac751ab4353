using ShiftEval.Comparison.Setup;
using ShiftEval.Comparison.Store;
using ShiftEval.Diagnostics;
using ShiftEval.Estimation;
using ShiftEval.Estimation.Targets;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Comparison;

/// <summary>Turns specs into statistics of one model; each estimation is done once, however many specs and domains share it.</summary>
internal sealed class StatisticsResolver(ModelSetup model, DataSetup data, long seed, IProgress<ProgressStep>? progress)
{
    private readonly Dictionary<string, EstimationResult> estimations = new(StringComparer.Ordinal);
    private StatisticsEstimator? estimator;
    private IStatisticsTarget? target;

    /// <summary>What <paramref name="spec"/> means for the scored domains, pooled.</summary>
    public ResolvedStatistics Resolve(StatisticsSpec spec, IReadOnlyList<string> scored, CancellationToken cancellation)
    {
        if (spec.Head == SpecHead.Ema)
        {
            return new ResolvedStatistics(null, [], [], "ema");
        }

        if (spec.Head == SpecHead.File)
        {
            return FileStatistics.Resolve(spec.Name!, model, Target(cancellation));
        }

        StatisticsSelection images = StatisticsSelection.Of(spec, scored, data, seed);
        (EstimationResult estimation, string key) = Estimate(spec, images, cancellation);
        IReadOnlyList<Warning> warnings = EstimationWarnings.Of(model.Name, Target(cancellation), estimation, data);
        if (spec.Head != SpecHead.Mix)
        {
            return new ResolvedStatistics(estimation.Statistics, estimation.Samples, images.Domains, key) { Warnings = warnings };
        }

        double weight = spec.PriorCount is { } prior ? prior / (prior + estimation.Samples.Count) : spec.Value!.Value;
        (ModelStatistics source, IReadOnlyList<int> sourceImages, IReadOnlyList<string> domains) = Source(spec, cancellation);
        return new ResolvedStatistics(
            StatisticsMixture.Mix(source, estimation.Statistics, weight, spec.Rule),
            [.. estimation.Samples.Union(sourceImages)],
            [.. images.Domains.Union(domains, StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            $"{spec.Canonical}; {key}")
        {
            Warnings = warnings,
        };
    }

    /// <summary>The layers that statistics are resolved for; of a folded model they are measured when first asked for.</summary>
    public IStatisticsTarget Target(CancellationToken cancellation) => target ??= model.Folding is { } folding
        ? FoldedTarget.Measure(
            model.Context,
            folding,
            data.Positions(data.Splits.Precise(data.Roles.Sources)),
            StatisticsSpec.DefaultBatchSize,
            new Progress(progress, model.Name),
            cancellation)
        : new NodeTarget(model.Context);

    private (ModelStatistics Values, IReadOnlyList<int> Samples, IReadOnlyList<string> Domains) Source(StatisticsSpec spec, CancellationToken cancellation)
    {
        if (spec.MixSource != SpecHead.Precise)
        {
            return (Target(cancellation).Stored, [], []);
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
            estimator ??= new StatisticsEstimator(Target(cancellation).Context);
            result = estimator.Estimate(data.Positions(selection.Samples), settings, named, cancellation);
            estimations.Add(key, result);
        }

        return (result, key);
    }

    private sealed class Progress(IProgress<ProgressStep>? inner, string name) : IProgress<ProgressStep>
    {
        public void Report(ProgressStep value) => inner?.Report(value with { Stage = $"{name}: {value.Stage}" });
    }
}
