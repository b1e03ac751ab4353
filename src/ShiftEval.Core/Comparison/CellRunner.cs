using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Setup;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Inference;
using ShiftEval.Metrics;
using ShiftEval.Onnx;
using ShiftEval.Statistics;
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

    /// <summary>The cells of one spec, domain by domain in the order of the run.</summary>
    public IEnumerable<ScoredCell> Run(StatisticsSpec spec, List<Warning> warnings, CancellationToken cancellation)
    {
        List<(string Domain, ResolvedStatistics Statistics)> resolved = [];
        foreach (string domain in TestSamples.Keys)
        {
            resolved.Add((domain, resolver.Resolve(spec, [domain], cancellation)));
        }

        foreach (IGrouping<string, (string Domain, ResolvedStatistics Statistics)> same in resolved.GroupBy(entry => entry.Statistics.Key, StringComparer.Ordinal))
        {
            Score(same.First().Statistics, [.. same.Select(entry => entry.Domain)], spec, cancellation);
        }

        foreach ((string domain, ResolvedStatistics statistics) in resolved)
        {
            yield return Cell(spec, domain, statistics, warnings, cancellation);
        }
    }

    /// <summary>How the file's own statistics are called: <c>stored</c> where ShiftEval wrote them, so that they do not pass for training's.</summary>
    public string Label(StatisticsSpec spec) => spec.Head == SpecHead.Ema && model.Provenance is not null ? "stored" : spec.Text;

    private void Score(ResolvedStatistics statistics, IReadOnlyList<string> domains, StatisticsSpec spec, CancellationToken cancellation)
    {
        string[] missing = [.. domains.Where(domain => !scored.ContainsKey((statistics.Key, domain)))];
        if (missing.Length == 0)
        {
            return;
        }

        touched.UnionWith(statistics.Samples);
        OnnxModel rewritten = statistics.Values is null ? model.Model : StatisticsWriter.Write(model.Model, statistics.Values).Model;
        using Scorer scorer = new(rewritten, model.Context.Signature, model.Context.Size, model.Context.Reader, model.Context.Device);
        foreach (string domain in missing)
        {
            IReadOnlyList<int> order = TestSamples[domain];
            SampleScores scores = scorer.Score(
                order,
                options.Run.BatchSize,
                done => progress?.Report(new ProgressStep($"{model.Name}: {spec.Text}: scoring {domain}", done, order.Count)),
                cancellation);
            touched.UnionWith(scores.Indices);
            scored.Add((statistics.Key, domain), Labelled(scores));
        }
    }

    private ScoredSamples Labelled(SampleScores scores)
    {
        Sample[] samples = [.. scores.Indices.Select(index => data.Splits.Samples[index])];
        double[] probabilities = model.Context.Signature.Scores switch
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
                AdaptSamples = statistics.Values is null ? null : statistics.Samples.Count,
                Transductive = spec.IsTransductive,
                Clipped = metrics.ClippedCount,
                Metrics = metrics.Metrics,
                Confusion = metrics.Confusion,
            },
            samples,
            data.Roles.RoleOf(domain));
    }
}
