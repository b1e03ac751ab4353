using ShiftEval.Comparison;
using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Setup;
using ShiftEval.Diagnostics;
using ShiftEval.Inference;
using ShiftEval.Metrics;
using ShiftEval.Onnx;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Sweeps;

/// <summary>Scores one model along an axis: more images, larger batches, more weight on the source, other momenta, more layers.</summary>
public static class SweepRunner
{
    /// <summary>Runs a sweep.</summary>
    /// <exception cref="InputException">Something given cannot be used; all that can be known before the work is named together.</exception>
    /// <exception cref="RunFailedException">Device, disk, memory or numbers failed while running.</exception>
    public static SweepResult Run(SweepOptions options, IProgress<ProgressStep>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ProblemList problems = new();
        problems.AddRange(options.Run.Problems);
        options.Metrics.Check(problems);
        StatisticsSpec? spec = problems.Try(() => SpecParser.ParseOne(options.Statistics));
        SweepChecks.Check(options, spec, problems);
        problems.ThrowIfAny();
        List<Warning> warnings = [];
        StatisticsSpec[] needed = options.Over == SweepAxis.Momentum ? [SpecParser.ParseOne("precise")] : [spec!];
        ComparisonOptions comparison = new()
        {
            Run = options.Run,
            Models = [options.Model],
            Statistics = ["ema", .. needed.Select(own => own.Canonical)],
            Metrics = options.Metrics,
        };
        PreparedComparison prepared = PreparedComparison.Prepare(comparison, warnings, progress, cancellation);
        ModelSetup model = prepared.Models[0];
        if (options.Over == SweepAxis.Momentum && model.Folding is not null)
        {
            throw new InputException(model.Name, "has BatchNorm folded into its convolutions, so training's running average cannot be simulated", "Use the unfolded export");
        }

        SweepStatistics statistics = new(model, prepared.Data, prepared.Measure.Classes, options, spec!, progress, cancellation);
        Curve curve = new(options, spec!, model, prepared, statistics, progress, cancellation);
        SweepCurve[] curves = [.. prepared.Data.Roles.Domains.Select(curve.Of)];
        return new SweepResult
        {
            Tool = new ToolResult(ToolInfo.Name, ToolInfo.Version),
            Model = model.Name,
            Sha256 = model.Model.Sha256,
            Over = SweepChecks.Name(options.Over),
            Spec = needed[0].Canonical,
            Metric = options.Metrics.PrimaryMetric,
            Tolerance = options.Tolerance,
            Seed = options.Run.Seed,
            Device = model.Context.Device.Name,
            Curves = curves,
            Warnings = [.. prepared.Data.Warnings, .. warnings.Distinct(), .. SkippedImages.Of(model, prepared.Data)],
        };
    }

    private sealed class Curve(SweepOptions options, StatisticsSpec spec, ModelSetup model, PreparedComparison prepared, SweepStatistics statistics, IProgress<ProgressStep>? progress, CancellationToken cancellation)
    {
        public SweepCurve Of(string domain)
        {
            int images = options.Over == SweepAxis.Momentum ? 0 : StatisticsSelection.Of(spec, [domain], prepared.Data, options.Run.Seed).Samples.Count;
            int layers = statistics.Resolver.Target(cancellation).Layers.Count;
            IReadOnlyList<double> points = options.Points.Count == 0
                ? SweepGrid.Of(options.Over, images, layers)
                : [.. options.Points.Select(point => Clamp(point, images, layers)).Distinct().Order()];
            ModelStatistics whole = statistics.Whole(domain);
            List<SweepPoint> scored = [];
            ScoredSamples stored = Score(model.Model, domain);
            foreach (double at in points)
            {
                progress?.Report(new ProgressStep($"{model.Name}: sweeping {domain}", scored.Count, points.Count));
                int draws = statistics.Draws(at, images);
                ModelStatistics[] drawn = [.. Enumerable.Range(0, draws).Select(draw => statistics.At(at, draw, domain, points))];
                ScoredSamples[] results = [.. drawn.Select(values => Score(statistics.Resolver.Target(cancellation).Write(values).Model, domain))];
                IReadOnlyDictionary<string, double?>[] values = [.. results.Select(result => MetricEvaluator.Values(result, options.Metrics.Metrics))];
                scored.Add(new SweepPoint(
                    at,
                    draws,
                    drawn.Average(own => Distance(whole, own)),
                    options.Metrics.Metrics.ToDictionary(metric => metric, metric => Over(values.Select(draw => draw[metric])), StringComparer.Ordinal)));
            }

            (double? plateau, double? enough) = options.Over is SweepAxis.Samples or SweepAxis.BatchSize ? Plateau(scored) : (null, null);
            return new SweepCurve(domain, stored.Count, MetricEvaluator.Values(stored, options.Metrics.Metrics)[options.Metrics.PrimaryMetric], scored, plateau, enough);
        }

        private double Clamp(double point, int images, int layers) => options.Over switch
        {
            SweepAxis.Samples or SweepAxis.BatchSize => Math.Min(point, images),
            SweepAxis.Layers => Math.Min(point, layers),
            _ => point,
        };

        private ScoredSamples Score(OnnxModel rewritten, string domain)
        {
            using Scorer scorer = model.CreateScorer(rewritten);
            SampleScores scores = scorer.Score(prepared.Runners[0].TestSamples[domain], options.Run.BatchSize, progress: null, cancellation);
            return ClassPredictions.OfCell(model, prepared.Data, scores).Score(prepared.Measure.Classes);
        }

        private double Distance(ModelStatistics whole, ModelStatistics values) =>
            statistics.Resolver.Target(cancellation).Layers.Average(layer => LayerShift.Of(whole[layer.Name], values[layer.Name], layer.Epsilon));

        private (double? Plateau, double? Enough) Plateau(List<SweepPoint> points)
        {
            string metric = options.Metrics.PrimaryMetric;
            if (points[^1].Metrics[metric] is not { } last)
            {
                return (null, null);
            }

            double sign = MetricCatalog.Find(metric).HigherIsBetter ? 1 : -1;
            int first = points.Count - 1;
            while (first > 0 && points[first - 1].Metrics[metric] is { } value && sign * (last.Mean - value.Mean) <= options.Tolerance)
            {
                first--;
            }

            return (last.Mean, first < points.Count - 1 ? points[first].At : null);
        }

        private static SweepValue? Over(IEnumerable<double?> values)
        {
            double[] known = [.. values.OfType<double>()];
            return known.Length switch
            {
                0 => null,
                1 => new SweepValue(known[0], 0, known[0], known[0]),
                _ => SpreadResult.Of(values) is { } spread ? new SweepValue(known.Average(), spread.Sd, spread.Min, spread.Max) : null,
            };
        }
    }
}
