using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Setup;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Inference;
using ShiftEval.Metrics;
using ShiftEval.Onnx;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Comparison;

/// <summary>Estimates and scores all cells of one model; equal statistics are scored once a domain.</summary>
internal sealed class CellRunner(ModelSetup model, DataSetup data, ClassList classes, ComparisonOptions options, IProgress<ProgressStep>? progress)
{
    private readonly StatisticsResolver resolver = new(model, data, options.Run.Seed, progress) { Classes = classes };
    private readonly TestTimeScoring testTime = new(model, data, options.Run.BatchSize, progress);
    private readonly Dictionary<(string Key, string Domain), ScoredSamples> scored = [];
    private readonly HashSet<int> touched = [];

    /// <summary>Positions of all samples estimated from or scored.</summary>
    public IReadOnlyCollection<int> Touched => touched;

    /// <summary>Samples to score of each domain, without those that the model's own statistics came from.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<int>> TestSamples { get; init; }

    /// <summary>The cells of one spec, domain by domain in the order of the run, each as soon as it is finished.</summary>
    public IEnumerable<ScoredCell> Run(StatisticsSpec spec, List<Warning> warnings, CancellationToken cancellation) => spec.IsConstant
        ? RunConstant(spec, warnings, cancellation)
        : TestSamples.Keys.Select(domain => RunTestTime(spec, domain, warnings, cancellation));

    /// <summary>How the file's own statistics are called: <c>stored</c> where ShiftEval wrote them, so that they do not pass for training's.</summary>
    public string Label(StatisticsSpec spec) => spec.Head == SpecHead.Ema && model.Provenance is not null ? "stored" : spec.Text;

    private IEnumerable<ScoredCell> RunConstant(StatisticsSpec spec, List<Warning> warnings, CancellationToken cancellation)
    {
        Scorer? scorer = null;
        string? loaded = null;
        try
        {
            foreach (string domain in TestSamples.Keys)
            {
                ResolvedStatistics statistics = resolver.Resolve(spec, [domain], cancellation);
                if (!scored.TryGetValue((statistics.Key, domain), out ScoredSamples? samples))
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

                yield return Cell(spec, domain, samples, statistics, warnings, cancellation);
            }
        }
        finally
        {
            scorer?.Dispose();
        }
    }

    private ScoredCell RunTestTime(StatisticsSpec spec, string domain, List<Warning> warnings, CancellationToken cancellation)
    {
        int redraws = TestTimeScoring.DependsOnSeed(spec) ? TestTimeScoring.Redraws : 0;
        ScoredSamples[] draws = [.. Enumerable.Range(0, redraws + 1).Select(draw => Labelled(testTime.Score(
            spec, TestSamples[domain], options.Run.Seed + draw, Stage(spec, domain), cancellation)))];
        ScoredCell cell = Cell(spec, domain, draws[0], new ResolvedStatistics(null, [], [], spec.Canonical), warnings, cancellation);
        if (redraws == 0)
        {
            return cell with { IsDependent = spec.MakesSamplesDependent };
        }

        IReadOnlyDictionary<string, double?>[] values = [.. draws.Select(draw => MetricEvaluator.Values(draw, options.Metrics.Metrics))];
        return cell with
        {
            IsDependent = true,
            Redraws = draws[1..],
            Result = cell.Result with
            {
                Spread = options.Metrics.Metrics.ToDictionary(metric => metric, metric => SpreadResult.Of(values.Select(draw => draw[metric])), StringComparer.Ordinal),
            },
        };
    }

    private Scorer Load(ResolvedStatistics statistics, CancellationToken cancellation)
    {
        OnnxModel rewritten = statistics.Values is null ? model.Model : resolver.Target(cancellation).Write(statistics.Values).Model;
        return model.CreateScorer(rewritten);
    }

    private string Stage(StatisticsSpec spec, string domain) => $"{model.Name}: {spec.Text}: scoring {domain}";

    private ScoredSamples Score(Scorer scorer, string domain, StatisticsSpec spec, CancellationToken cancellation)
    {
        IReadOnlyList<int> order = TestSamples[domain];
        return Labelled(scorer.Score(order, options.Run.BatchSize, done => progress?.Report(new ProgressStep(Stage(spec, domain), done, order.Count)), cancellation));
    }

    private ScoredSamples Labelled(SampleScores scores)
    {
        touched.UnionWith(scores.Indices);
        return ClassPredictions.Labelled(model, data, classes, scores);
    }

    private OrderedDictionary<string, ClassMetrics> ByName(IReadOnlyList<ClassMetrics> metrics)
    {
        OrderedDictionary<string, ClassMetrics> byName = new(StringComparer.Ordinal);
        foreach ((string name, ClassMetrics own) in classes.Names.Zip(metrics))
        {
            byName[name] = own;
        }

        return byName;
    }

    private ScoredCell Cell(StatisticsSpec spec, string domain, ScoredSamples samples, ResolvedStatistics statistics, List<Warning> warnings, CancellationToken cancellation)
    {
        CellMetrics metrics = MetricEvaluator.Evaluate(samples, options.Metrics, cancellation);
        warnings.AddRange(statistics.Warnings);
        warnings.AddRange(metrics.Warnings.Select(warning => warning with { Domain = domain }));
        return new ScoredCell(
            new CellResult
            {
                Model = model.Name,
                Statistics = Label(spec),
                Spec = spec.Canonical,
                Domain = domain,
                Samples = metrics.Samples,
                Groups = metrics.Groups,
                AdaptSamples = statistics.Values is null ? null : statistics.SampleCount,
                Transductive = spec.IsTransductive,
                Clipped = metrics.ClippedCount,
                Metrics = metrics.Metrics,
                Confusion = metrics.Confusion,
                Classes = ByName(metrics.Classes),
                Reliability = metrics.Reliability,
                Balance = statistics.Balance,
            },
            samples,
            data.Roles.RoleOf(domain));
    }
}
