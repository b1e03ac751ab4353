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
    private readonly StatisticsResolver resolver = new(model, data, options.Run.Seed, progress);
    private readonly Dictionary<(string Key, string Domain), ScoredSamples> scored = [];
    private readonly HashSet<int> touched = [];

    /// <summary>Positions of all samples estimated from or scored.</summary>
    public IReadOnlyCollection<int> Touched => touched;

    /// <summary>Samples to score of each domain, without those that the model's own statistics came from.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<int>> TestSamples { get; init; }

    /// <summary>The cells of one spec, domain by domain in the order of the run, each as soon as it is finished.</summary>
    public IEnumerable<ScoredCell> Run(StatisticsSpec spec, List<Warning> warnings, CancellationToken cancellation)
    {
        Scorer? scorer = null;
        string? loaded = null;
        try
        {
            foreach (string domain in TestSamples.Keys)
            {
                ResolvedStatistics statistics = resolver.Resolve(spec, [domain], cancellation);
                if (!scored.ContainsKey((statistics.Key, domain)))
                {
                    if (scorer is null || loaded != statistics.Key)
                    {
                        scorer?.Dispose();
                        scorer = Load(statistics, cancellation);
                        loaded = statistics.Key;
                    }

                    Score(scorer, statistics, domain, spec, cancellation);
                }

                yield return Cell(spec, domain, statistics, warnings, cancellation);
            }
        }
        finally
        {
            scorer?.Dispose();
        }
    }

    /// <summary>How the file's own statistics are called: <c>stored</c> where ShiftEval wrote them, so that they do not pass for training's.</summary>
    public string Label(StatisticsSpec spec) => spec.Head == SpecHead.Ema && model.Provenance is not null ? "stored" : spec.Text;

    private Scorer Load(ResolvedStatistics statistics, CancellationToken cancellation)
    {
        OnnxModel rewritten = statistics.Values is null ? model.Model : resolver.Target(cancellation).Write(statistics.Values).Model;
        return model.CreateScorer(rewritten);
    }

    private void Score(Scorer scorer, ResolvedStatistics statistics, string domain, StatisticsSpec spec, CancellationToken cancellation)
    {
        touched.UnionWith(statistics.Samples);
        IReadOnlyList<int> order = TestSamples[domain];
        SampleScores scores = scorer.Score(
            order,
            options.Run.BatchSize,
            done => progress?.Report(new ProgressStep($"{model.Name}: {spec.Text}: scoring {domain}", done, order.Count)),
            cancellation);
        touched.UnionWith(scores.Indices);
        scored.Add((statistics.Key, domain), Labelled(scores));
    }

    private ScoredSamples Labelled(SampleScores scores)
    {
        Sample[] samples = [.. scores.Indices.Select(index => data.Splits.Samples[index])];
        double[] probabilities = model.Signature.Scores switch
        {
            ScoreKind.Probabilities => Probabilities.FromProbabilities(scores.Values, scores.Columns),
            ScoreKind.Sigmoid => Probabilities.FromSigmoid(scores.Values, scores.Columns),
            _ => Probabilities.FromLogits(scores.Values, scores.Columns),
        };
        int[] labels = [.. samples.Select(sample => sample.Label is null ? -1 : classes.IndexOf(sample.Label))];
        return ScoredSamples.Labelled(labels, probabilities, [.. samples.Select(sample => sample.Group)], classes.Names.Count);
    }

    private ScoredCell Cell(StatisticsSpec spec, string domain, ResolvedStatistics statistics, List<Warning> warnings, CancellationToken cancellation)
    {
        ScoredSamples samples = scored[(statistics.Key, domain)];
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
            },
            samples,
            data.Roles.RoleOf(domain));
    }
}
