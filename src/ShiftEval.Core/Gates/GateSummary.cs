namespace ShiftEval.Gates;

/// <summary>What of a metric a requirement looks at.</summary>
public enum GateSummary
{
    /// <summary>Every cell for itself.</summary>
    Cell,

    /// <summary>The worst of the target domains (of all, if roles are unknown), for each model and statistics.</summary>
    Worst,

    /// <summary>Their unweighted mean.</summary>
    Average,

    /// <summary>The mean of the source domains minus a domain, same model and statistics.</summary>
    Drop,
}
