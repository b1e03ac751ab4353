using ShiftEval.Metrics;

namespace ShiftEval.Tests.Metrics;

/// <summary>Metrics straight from their definitions, a loop over the samples for every class.</summary>
internal static class NaiveMetrics
{
    public static double Of(string metric, ScoredSamples cell) => metric switch
    {
        "accuracy" => Enumerable.Range(0, cell.Count).Average(i => cell.Truth[i] == cell.Predicted[i] ? 1.0 : 0.0),
        "balancedAccuracy" => Present(cell).Average(c => Rows(cell, truth: c).Average(i => cell.Predicted[i] == c ? 1.0 : 0.0)),
        "macroF1" => Present(cell).Average(c => F1(cell, c)),
        "nll" => Enumerable.Range(0, cell.Count).Average(i => -Math.Log(Math.Max(cell.Probabilities[(i * cell.Classes) + cell.Truth[i]], 1e-15))),
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "No naive twin."),
    };

    private static double F1(ScoredSamples cell, int c)
    {
        double hits = Rows(cell, truth: c).Count(i => cell.Predicted[i] == c);
        double predicted = Enumerable.Range(0, cell.Count).Count(i => cell.Predicted[i] == c);
        double precision = predicted > 0 ? hits / predicted : 0;
        double recall = hits / Rows(cell, truth: c).Count();
        return hits > 0 ? 2 * precision * recall / (precision + recall) : 0;
    }

    private static IEnumerable<int> Present(ScoredSamples cell) => Enumerable.Range(0, cell.Classes).Where(c => cell.Truth.Contains(c));

    private static IEnumerable<int> Rows(ScoredSamples cell, int truth) => Enumerable.Range(0, cell.Count).Where(i => cell.Truth[i] == truth);
}
