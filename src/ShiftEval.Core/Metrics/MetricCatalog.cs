using ShiftEval.Diagnostics;

namespace ShiftEval.Metrics;

/// <summary>The metrics there are, in the order in which they are shown.</summary>
public static class MetricCatalog
{
    /// <summary>Share of samples predicted right.</summary>
    public static MetricDefinition Accuracy { get; } = new("accuracy", higherIsBetter: true, Share)
    {
        Proportion = tally => (tally.Hits.Sum(), tally.Samples),
    };

    /// <summary>Mean recall over the classes present in the truth.</summary>
    public static MetricDefinition BalancedAccuracy { get; } = new("balancedAccuracy", higherIsBetter: true, MeanRecall)
    {
        NeedsEveryClass = true,
    };

    /// <summary>Mean F1 over the classes present in the truth; a class neither predicted nor hit has F1 = 0.</summary>
    public static MetricDefinition MacroF1 { get; } = new("macroF1", higherIsBetter: true, MeanF1)
    {
        NeedsEveryClass = true,
    };

    /// <summary>Mean negative natural logarithm of the truth's probability, clipped at <see cref="ScoredSamples.ProbabilityFloor"/>.</summary>
    public static MetricDefinition NegativeLogLikelihood { get; } = new("nll", higherIsBetter: false, MeanLikelihood)
    {
        UsesLikelihood = true,
    };

    /// <summary>All metrics.</summary>
    public static IReadOnlyList<MetricDefinition> All { get; } = [Accuracy, BalancedAccuracy, MacroF1, NegativeLogLikelihood];

    /// <summary>The names of all metrics.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(metric => metric.Name)];

    /// <summary>Looks a metric up by its exact name.</summary>
    /// <exception cref="InputException">There is no such metric.</exception>
    public static MetricDefinition Find(string name) =>
        All.FirstOrDefault(metric => string.Equals(metric.Name, name, StringComparison.Ordinal))
        ?? throw new InputException($"metric {name}", "is not known", $"Choose one of {string.Join(", ", Names)}");

    private static double Share(ClassTally tally) => (double)tally.Hits.Sum() / tally.Samples;

    private static double MeanLikelihood(ClassTally tally) => tally.NegativeLogLikelihood / tally.Samples;

    private static double MeanRecall(ClassTally tally) => MeanOverPresent(tally, static (t, c) => (double)t.Hits[c] / t.Support[c]);

    private static double MeanF1(ClassTally tally) =>
        MeanOverPresent(tally, static (t, c) => 2.0 * t.Hits[c] / (t.Support[c] + t.Predicted[c]));

    private static double MeanOverPresent(ClassTally tally, Func<ClassTally, int, double> ofClass)
    {
        double sum = 0;
        int present = 0;
        for (int c = 0; c < tally.Support.Length; c++)
        {
            if (tally.Support[c] > 0)
            {
                sum += ofClass(tally, c);
                present++;
            }
        }

        return sum / present;
    }
}
