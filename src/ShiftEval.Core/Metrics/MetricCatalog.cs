using ShiftEval.Diagnostics;

namespace ShiftEval.Metrics;

/// <summary>The metrics there are, in the order in which they are shown.</summary>
public static class MetricCatalog
{
    private const string OneClass = "only one class occurs in the labels";

    /// <summary>Share of samples predicted right.</summary>
    public static MetricDefinition Accuracy { get; } = new("accuracy", higherIsBetter: true, MetricBasis.Counts, tally => (double)tally.Hits.Sum() / tally.Samples)
    {
        IsPercentage = true,
        Proportion = tally => (tally.Hits.Sum(), tally.Samples),
        ClosedForm = new PairedHits(),
    };

    /// <summary>Mean recall over the classes present in the truth.</summary>
    public static MetricDefinition BalancedAccuracy { get; } = new("balancedAccuracy", higherIsBetter: true, MetricBasis.Counts, ClassMeans.Recall)
    {
        IsPercentage = true,
        NeedsEveryClass = true,
    };

    /// <summary>Mean F1 over the classes present in the truth; a class neither predicted nor hit has F1 = 0.</summary>
    public static MetricDefinition MacroF1 { get; } = new("macroF1", higherIsBetter: true, MetricBasis.Counts, ClassMeans.F1)
    {
        IsPercentage = true,
        NeedsEveryClass = true,
    };

    /// <summary>Mean negative natural logarithm of the truth's probability, clipped at <see cref="ScoredSamples.ProbabilityFloor"/>.</summary>
    public static MetricDefinition NegativeLogLikelihood { get; } =
        new("nll", higherIsBetter: false, MetricBasis.Sums, tally => tally.Sums.NegativeLogLikelihood / tally.Samples) { Sum = sums => sums.NegativeLogLikelihood };

    /// <summary>Area under the receiver operating curve, ties half; mean over the classes present, each against the rest; of two classes, that of class 1.</summary>
    public static MetricDefinition RocArea { get; } = new("auroc", higherIsBetter: true, MetricBasis.ClassRanking, ClassMeans.RocArea)
    {
        NeedsEveryClass = true,
        Undefined = OneClass,
        ClosedForm = new DeLong(),
    };

    /// <summary>Average precision; mean over the classes present, each against the rest; of two classes, that of class 1.</summary>
    public static MetricDefinition AveragePrecision { get; } = new("auprc", higherIsBetter: true, MetricBasis.ClassRanking, ClassMeans.AveragePrecision)
    {
        NeedsEveryClass = true,
        Undefined = "the positive class does not occur in the labels",
    };

    /// <summary>Mean over samples of the squared error summed over classes, 0 to 2.</summary>
    public static MetricDefinition Brier { get; } =
        new("brier", higherIsBetter: false, MetricBasis.Sums, tally => tally.Sums.SquaredError / tally.Samples) { Sum = sums => sums.SquaredError };

    /// <summary>Expected calibration error of the predicted class, over <see cref="ConfidenceRanking.Bins"/> bins of equal mass.</summary>
    public static MetricDefinition CalibrationError { get; } =
        new("ece", higherIsBetter: false, MetricBasis.ConfidenceRanking, tally => tally.CalibrationError);

    /// <summary>Cohen's kappa of truth and prediction.</summary>
    public static MetricDefinition CohenKappa { get; } = new("kappa", higherIsBetter: true, MetricBasis.Counts, Kappa.Plain)
    {
        Undefined = "labels and predictions are one class throughout",
    };

    /// <summary>Cohen's kappa with squared distances of class indices as weights.</summary>
    public static MetricDefinition QuadraticKappa { get; } = new("quadraticKappa", higherIsBetter: true, MetricBasis.Counts, Kappa.Quadratic)
    {
        IsOrdinal = true,
        Sum = sums => sums.SquaredDistance,
        Undefined = CohenKappa.Undefined,
    };

    /// <summary>All metrics.</summary>
    public static IReadOnlyList<MetricDefinition> All { get; } =
        [Accuracy, BalancedAccuracy, MacroF1, NegativeLogLikelihood, RocArea, AveragePrecision, Brier, CalibrationError, CohenKappa, QuadraticKappa];

    /// <summary>The names of the metrics that any classes have.</summary>
    public static IReadOnlyList<string> Names { get; } = NamesFor(ordinal: false);

    /// <summary>The names of the metrics for classes that are ordered or not.</summary>
    public static IReadOnlyList<string> NamesFor(bool ordinal) => [.. All.Where(metric => ordinal || !metric.IsOrdinal).Select(metric => metric.Name)];

    /// <summary>Looks a metric up by its exact name.</summary>
    /// <exception cref="InputException">There is no such metric.</exception>
    public static MetricDefinition Find(string name) =>
        All.FirstOrDefault(metric => string.Equals(metric.Name, name, StringComparison.Ordinal))
        ?? throw new InputException($"metric {name}", "is not known", $"Choose one of {string.Join(", ", All)}");
}
