using ShiftEval.Comparison.Care;
using ShiftEval.Comparison.Setup;
using ShiftEval.Comparison.Store;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Estimation;
using ShiftEval.Estimation.Balance;
using ShiftEval.Estimation.Targets;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Comparison;

/// <summary>Turns specs into statistics of one model; each estimation is done once, however many specs and domains share it.</summary>
internal sealed class StatisticsResolver(ModelSetup model, DataSetup data, long seed, IProgress<ProgressStep>? progress)
{
    private const int PredictionBatch = 32;
    private readonly Dictionary<string, EstimationResult> estimations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<Warning>> warned = new(StringComparer.Ordinal);
    private StatisticsEstimator? estimator;
    private ClassMixCheck? classMix;
    private IStatisticsTarget? target;
    private SourcePredictions? source;

    /// <summary>The classes of the model's scores; needed by <c>balance=</c> alone.</summary>
    public ClassList? Classes { get; init; }

    /// <summary>Whether estimations are looked at for what a reader must know of them; a sweep makes too many.</summary>
    public bool IsCareful { get; init; } = true;

    private ClassMixCheck ClassMix => classMix ??= new ClassMixCheck(model, data, Classes, seed);

    /// <summary>What <paramref name="spec"/> means for the scored domains, pooled.</summary>
    public ResolvedStatistics Resolve(StatisticsSpec spec, IReadOnlyList<string> scored, CancellationToken cancellation)
    {
        if (spec.Head == SpecHead.Ema)
        {
            return new ResolvedStatistics(null, [], [], "ema");
        }

        if (spec.Head == SpecHead.File)
        {
            ResolvedStatistics held = FileStatistics.Resolve(spec.Name!, model, Target(cancellation));
            return Replacement(spec, cancellation) is { } part ? held with { Values = part.Apply(held.Values!), Key = $"{spec.Canonical}; {held.Key}" } : held;
        }

        StatisticsSelection images = StatisticsSelection.Of(spec, scored, data, seed);
        (EstimationResult estimation, string key) = Estimate(spec, images, cancellation);
        IReadOnlyList<Warning> warnings = Warnings(spec, estimation, key, cancellation);
        if (spec.Head != SpecHead.Mix)
        {
            return new ResolvedStatistics(estimation.Statistics, estimation.Samples, images.Domains, key) { Warnings = warnings, Balance = estimation.Balance };
        }

        double weight = spec.PriorCount is { } prior ? prior / (prior + estimation.Samples.Count) : spec.Value!.Value;
        (ModelStatistics values, IReadOnlyList<int> sourceImages, IReadOnlyList<string> domains) = Source(spec, cancellation);
        ModelStatistics mixed = StatisticsMixture.Mix(values, estimation.Statistics, weight, spec.Rule);
        return new ResolvedStatistics(
            Replacement(spec, cancellation)?.Apply(mixed) ?? mixed,
            [.. estimation.Samples.Union(sourceImages)],
            [.. images.Domains.Union(domains, StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            $"{spec.Canonical}; {key}")
        {
            Warnings = warnings,
            Balance = estimation.Balance,
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

    private IReadOnlyList<Warning> Warnings(StatisticsSpec spec, EstimationResult estimation, string key, CancellationToken cancellation)
    {
        if (!IsCareful)
        {
            return [];
        }

        if (!warned.TryGetValue(key, out IReadOnlyList<Warning>? warnings))
        {
            Warning? own = spec.Head == SpecHead.Precise
                ? StaleCheck.Of(model.Name, Target(cancellation), estimation.Statistics)
                : ClassMix.Of(Target(cancellation).Write(estimation.Statistics).Model, estimation.Samples, cancellation);
            warnings = [.. EstimationWarnings.Of(model.Name, Target(cancellation), estimation, data), .. own is null ? Array.Empty<Warning>() : [own]];
            warned.Add(key, warnings);
        }

        return warnings;
    }

    private (ModelStatistics Values, IReadOnlyList<int> Samples, IReadOnlyList<string> Domains) Source(StatisticsSpec spec, CancellationToken cancellation)
    {
        if (spec.MixSource != SpecHead.Precise)
        {
            return (Target(cancellation).Stored, [], []);
        }

        StatisticsSelection images = StatisticsSelection.Source(spec, data, seed);
        EstimationResult estimation = Estimate(spec with { Balance = ClassBalance.None }, images, cancellation).Result;
        return (estimation.Statistics, estimation.Samples, images.Domains);
    }

    private Replacement? Replacement(StatisticsSpec spec, CancellationToken cancellation)
    {
        if (spec.Replacement == ReplacementRule.Everything)
        {
            return null;
        }

        // The layers of a folded model are known no sooner.
        Replacement replacement = new(spec.Replacement, Target(cancellation).Stored);
        ProblemList problems = new();
        replacement.Check($"--statistics {spec.Text}", model.Name, problems);
        problems.ThrowIfAny();
        return replacement;
    }

    private (EstimationResult Result, string Key) Estimate(StatisticsSpec spec, StatisticsSelection selection, CancellationToken cancellation)
    {
        // Both sides of a mixture are estimated alone; what of it is replaced is decided when they are mixed.
        Replacement? replacement = spec.Head == SpecHead.Mix ? null : Replacement(spec, cancellation);
        string key = $"{selection.Key}; {spec.Method}; {spec.Estimator}; {spec.BatchSize}; {spec.Balance}; {replacement?.Rule}";
        if (!estimations.TryGetValue(key, out EstimationResult? result))
        {
            EstimationSettings settings = new(spec.Method, spec.Estimator, spec.BatchSize) { Replacement = replacement };
            Progress named = new(progress, $"{model.Name}: {spec.Text} from {string.Join(", ", selection.Domains)}");
            estimator ??= new StatisticsEstimator(Target(cancellation).Context);
            IReadOnlyList<int> order = data.Positions(selection.Samples);
            result = spec.Balance == ClassBalance.None
                ? estimator.Estimate(order, settings, named, cancellation)
                : Balanced(spec, weights => estimator.Estimate(order, settings with { Weights = weights }, named, cancellation), cancellation);
            estimations.Add(key, result);
        }

        return (result, key);
    }

    private EstimationResult Balanced(StatisticsSpec spec, Func<SampleWeights?, EstimationResult> estimate, CancellationToken cancellation)
    {
        ClassList classes = Classes ?? throw new InvalidOperationException("The classes of a balanced estimation are not known.");
        source ??= SourcePredictions.Of(model, data, classes, progress, cancellation);
        return new BalancedEstimation
        {
            Classes = classes.Names,
            SourcePrior = source.Mean,
            Wanted = spec.Balance == ClassBalance.Source ? source.LabelShares! : [.. classes.Names.Select(_ => 1.0 / classes.Names.Count)],
            Estimate = estimate,
            Predict = (statistics, positions) =>
                ClassPredictions.Of(model, Target(cancellation).Write(statistics).Model, positions, PredictionBatch, progress: null, cancellation).Probabilities,
        }.Run();
    }

    private sealed class Progress(IProgress<ProgressStep>? inner, string name) : IProgress<ProgressStep>
    {
        public void Report(ProgressStep value) => inner?.Report(value with { Stage = $"{name}: {value.Stage}" });
    }
}
