namespace ShiftEval.Metrics;

/// <summary>What an operating point holds at its level on the source data.</summary>
public enum OperatingPointMetric
{
    /// <summary>Of the positives, the share predicted positive.</summary>
    Sensitivity,

    /// <summary>Of the negatives, the share predicted negative.</summary>
    Specificity,
}
