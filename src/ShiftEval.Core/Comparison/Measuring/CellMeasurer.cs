using System.Text.Json;
using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;
using ShiftEval.Metrics;

namespace ShiftEval.Comparison.Measuring;

/// <summary>Measures cells, each alone.</summary>
internal sealed class CellMeasurer(MeasurePlan plan)
{
    /// <summary>The metrics of one cell.</summary>
    /// <param name="cell">Its predictions.</param>
    /// <param name="warnings">Receives what the reader must know.</param>
    /// <param name="cancellation">Ends the resampling.</param>
    public ScoredCell Measure(PredictedCell cell, List<Warning> warnings, CancellationToken cancellation)
    {
        ScoredSamples samples = cell.Predictions.Score(plan.Classes);
        ScoredSamples[] redraws = [.. cell.Redraws.Select(draw => draw.Score(plan.Classes))];
        CellMetrics metrics = MetricEvaluator.Evaluate(samples, plan.Metrics, cancellation);
        warnings.AddRange(cell.Warnings);
        warnings.AddRange(metrics.Warnings.Select(warning => warning with { Domain = cell.Domain }));
        CellResult result = new()
        {
            Model = cell.Variant.Model,
            Statistics = cell.Variant.Statistics,
            Spec = cell.Spec,
            Domain = cell.Domain,
            Samples = metrics.Samples,
            Groups = metrics.Groups,
            AdaptSamples = cell.AdaptSamples,
            Transductive = cell.IsTransductive,
            Clipped = metrics.ClippedCount,
            Metrics = metrics.Metrics,
            Confusion = metrics.Confusion,
            Classes = ByName(metrics.Classes),
            Reliability = metrics.Reliability,
            Balance = cell.Balance,
            Cases = Cases(cell, cancellation),
            Spread = redraws.Length == 0 ? null : Spread([samples, .. redraws]),
        };
        return new ScoredCell(result, cell, samples, plan.Roles.RoleOf(cell.Domain)) { Redraws = redraws };
    }

    private CaseResult? Cases(PredictedCell cell, CancellationToken cancellation)
    {
        if (plan.Aggregation is not { } aggregation)
        {
            return null;
        }

        CellMetrics metrics = MetricEvaluator.Evaluate(aggregation.Of(cell.Predictions, plan.Classes).Score(plan.Classes), plan.Metrics, cancellation);
        return new CaseResult
        {
            Column = aggregation.Column,
            Rule = JsonNamingPolicy.CamelCase.ConvertName(aggregation.Rule.ToString()),
            Samples = metrics.Samples,
            Groups = metrics.Groups,
            Metrics = metrics.Metrics,
            Confusion = metrics.Confusion,
        };
    }

    private Dictionary<string, SpreadResult?> Spread(IReadOnlyList<ScoredSamples> draws)
    {
        IReadOnlyDictionary<string, double?>[] values = [.. draws.Select(draw => MetricEvaluator.Values(draw, plan.Metrics.Metrics))];
        return plan.Metrics.Metrics.ToDictionary(metric => metric, metric => SpreadResult.Of(values.Select(draw => draw[metric])), StringComparer.Ordinal);
    }

    private OrderedDictionary<string, ClassMetrics> ByName(IReadOnlyList<ClassMetrics> metrics)
    {
        OrderedDictionary<string, ClassMetrics> byName = new(StringComparer.Ordinal);
        foreach ((string name, ClassMetrics own) in plan.Classes.Names.Zip(metrics))
        {
            byName[name] = own;
        }

        return byName;
    }
}
