using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Setup;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Inference;
using ShiftEval.Onnx;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Comparison;

/// <summary>Estimates statistics and predicts all cells of one model; equal statistics are predicted with once a domain.</summary>
internal sealed class CellRunner(ModelSetup model, DataSetup data, ClassList classes, ComparisonOptions options, IProgress<ProgressStep>? progress)
{
    private readonly StatisticsResolver resolver = new(model, data, options.Run.Seed, progress) { Classes = classes };
    private readonly TestTimeScoring testTime = new(model, data, options.Run.BatchSize, progress);
    private readonly Dictionary<(string Key, string Domain), CellPredictions> scored = [];
    private readonly HashSet<int> touched = [];

    /// <summary>Positions of all samples estimated from or scored.</summary>
    public IReadOnlyCollection<int> Touched => touched;

    /// <summary>Samples to score of each domain, without those that the model's own statistics came from.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<int>> TestSamples { get; init; }

    /// <summary>The cells of one spec, domain by domain in the order of the run, each as soon as it is finished.</summary>
    public IEnumerable<PredictedCell> Run(StatisticsSpec spec, CancellationToken cancellation) => spec.IsConstant
        ? RunConstant(spec, cancellation)
        : TestSamples.Keys.Select(domain => RunTestTime(spec, domain, cancellation));

    /// <summary>How the file's own statistics are called: <c>stored</c> where ShiftEval wrote them, so that they do not pass for training's.</summary>
    public string Label(StatisticsSpec spec) => spec.Head == SpecHead.Ema && model.Provenance is not null ? "stored" : spec.Text;

    private IEnumerable<PredictedCell> RunConstant(StatisticsSpec spec, CancellationToken cancellation)
    {
        Scorer? scorer = null;
        string? loaded = null;
        try
        {
            foreach (string domain in TestSamples.Keys)
            {
                ResolvedStatistics statistics = resolver.Resolve(spec, [domain], cancellation);
                if (!scored.TryGetValue((statistics.Key, domain), out CellPredictions? samples))
                {
                    if (scorer is null || loaded != statistics.Key)
                    {
                        scorer?.Dispose();
                        scorer = Load(statistics, cancellation);
                        loaded = statistics.Key;
                    }

                    touched.UnionWith(statistics.Samples);
                    if (spec.Balance != ClassBalance.None)
                    {
                        touched.UnionWith(data.Positions(data.Splits.Precise(data.Roles.Sources)));
                    }

                    scored.Add((statistics.Key, domain), samples = Score(scorer, domain, spec, cancellation));
                }

                yield return Cell(spec, domain, samples) with
                {
                    AdaptSamples = statistics.Values is null ? null : statistics.SampleCount,
                    Balance = statistics.Balance,
                    LayerShifts = statistics.Values is { } values ? LayerShift.Of(resolver.Target(cancellation), values) : [],
                    Warnings = statistics.Warnings,
                };
            }
        }
        finally
        {
            scorer?.Dispose();
        }
    }

    private PredictedCell RunTestTime(StatisticsSpec spec, string domain, CancellationToken cancellation)
    {
        int redraws = options.TellsSpread && TestTimeScoring.DependsOnSeed(spec) ? TestTimeScoring.Redraws : 0;
        CellPredictions[] draws = [.. Enumerable.Range(0, redraws + 1).Select(draw => Predictions(testTime.Score(
            spec, TestSamples[domain], options.Run.Seed + draw, Stage(spec, domain), cancellation)))];
        return Cell(spec, domain, draws[0]) with { IsDependent = spec.MakesSamplesDependent, Redraws = draws[1..] };
    }

    private Scorer Load(ResolvedStatistics statistics, CancellationToken cancellation)
    {
        OnnxModel rewritten = statistics.Values is null ? model.Model : resolver.Target(cancellation).Write(statistics.Values).Model;
        return model.CreateScorer(rewritten);
    }

    private string Stage(StatisticsSpec spec, string domain) => $"{model.Name}: {spec.Text}: scoring {domain}";

    private CellPredictions Score(Scorer scorer, string domain, StatisticsSpec spec, CancellationToken cancellation)
    {
        IReadOnlyList<int> order = TestSamples[domain];
        return Predictions(scorer.Score(order, options.Run.BatchSize, done => progress?.Report(new ProgressStep(Stage(spec, domain), done, order.Count)), cancellation));
    }

    private CellPredictions Predictions(SampleScores scores)
    {
        touched.UnionWith(scores.Indices);
        return ClassPredictions.OfCell(model, data, scores);
    }

    private PredictedCell Cell(StatisticsSpec spec, string domain, CellPredictions predictions) =>
        new(new VariantResult(model.Name, Label(spec)), spec.Canonical, domain, predictions) { IsTransductive = spec.IsTransductive };
}
