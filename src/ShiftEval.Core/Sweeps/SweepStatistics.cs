using ShiftEval.Comparison;
using ShiftEval.Comparison.Setup;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Sweeps;

/// <summary>The statistics at a point of a sweep.</summary>
internal sealed class SweepStatistics(ModelSetup model, DataSetup data, ClassList classes, SweepOptions options, StatisticsSpec spec, IProgress<ProgressStep>? progress, CancellationToken cancellation)
{
    private readonly Dictionary<long, StatisticsResolver> resolvers = [];
    private readonly Dictionary<long, IReadOnlyList<ModelStatistics>> trainings = [];
    private SimulatedTraining? training;

    /// <summary>Writes statistics into the model; shared by all seeds.</summary>
    public StatisticsResolver Resolver => Of(options.Run.Seed);

    /// <summary>What every point is measured against: the population statistics of all images.</summary>
    public ModelStatistics Whole(string domain) => Values(Resolver, options.Over switch
    {
        SweepAxis.Momentum => SpecParser.ParseOne("precise"),
        _ => spec with { Samples = null, Method = EstimationMethod.Population, Estimator = BatchEstimator.Total, Replacement = ReplacementRule.Everything },
    }, domain);

    /// <summary>How many draws differ at a point.</summary>
    /// <param name="at">The point.</param>
    /// <param name="images">Images there are to estimate from.</param>
    public int Draws(double at, int images) => options.Over switch
    {
        SweepAxis.Samples when at >= images && spec.Method == EstimationMethod.Population => 1,
        SweepAxis.BatchSize when at >= images => 1,
        SweepAxis.SourceWeight or SweepAxis.Layers => 1,
        _ => options.Draws,
    };

    /// <summary>The statistics of one draw.</summary>
    public ModelStatistics At(double at, int draw, string domain, IReadOnlyList<double> points)
    {
        long seed = options.Run.Seed + draw;
        return options.Over switch
        {
            SweepAxis.Samples => Values(Of(seed), spec with { Samples = (int)at }, domain),
            SweepAxis.BatchSize => Values(Of(seed), spec with { Method = EstimationMethod.Minibatch, BatchSize = (int)at }, domain),
            SweepAxis.SourceWeight => Values(Of(seed), spec with { Head = SpecHead.Mix, Value = at }, domain),
            SweepAxis.Layers => at == 0
                ? Resolver.Target(cancellation).Stored
                : Values(Of(seed), spec with { Replacement = spec.Replacement with { FirstLayers = (int)at } }, domain),
            _ => Trained(seed, points)[Index(points, at)],
        };
    }

    private static int Index(IReadOnlyList<double> points, double at) => points.Index().First(point => point.Item.Equals(at)).Index;

    private IReadOnlyList<ModelStatistics> Trained(long seed, IReadOnlyList<double> points)
    {
        if (!trainings.TryGetValue(seed, out IReadOnlyList<ModelStatistics>? trained))
        {
            training ??= new SimulatedTraining(model.Context, cancellation);
            progress?.Report(new ProgressStep($"{model.Name}: simulating training", (int)(seed - options.Run.Seed), options.Draws));
            trained = training.Run(data.Splits.Precise(data.Roles.Sources), data.Positions, points, options, seed);
            trainings.Add(seed, trained);
        }

        return trained;
    }

    private ModelStatistics Values(StatisticsResolver resolver, StatisticsSpec point, string domain) =>
        resolver.Resolve(point, [domain], cancellation).Values!;

    private StatisticsResolver Of(long seed)
    {
        if (!resolvers.TryGetValue(seed, out StatisticsResolver? resolver))
        {
            resolvers.Add(seed, resolver = new StatisticsResolver(model, data, seed, progress) { Classes = classes, IsCareful = false });
        }

        return resolver;
    }
}
