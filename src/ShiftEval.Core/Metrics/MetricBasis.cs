namespace ShiftEval.Metrics;

/// <summary>What a metric follows from.</summary>
internal enum MetricBasis
{
    /// <summary>Truths and predictions.</summary>
    Counts,

    /// <summary>A sum over samples taken one by one.</summary>
    Sums,

    /// <summary>The order of each class's scores.</summary>
    ClassRanking,

    /// <summary>The order of the predictions' confidence.</summary>
    ConfidenceRanking,
}
