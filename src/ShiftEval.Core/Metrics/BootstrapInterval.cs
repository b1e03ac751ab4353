namespace ShiftEval.Metrics;

/// <summary>How an interval follows from bootstrap replicates.</summary>
public enum BootstrapInterval
{
    /// <summary>Efron's bias-corrected and accelerated interval.</summary>
    Bca,

    /// <summary>Quantiles of the replicates as they are.</summary>
    Percentile,
}
