namespace ShiftEval.Metrics;

/// <summary>A share over domains that differ: where their mean lies, how far they spread, where a new one may lie.</summary>
public sealed record RandomEffectsResult
{
    /// <summary>Number of domains, k.</summary>
    public required int Domains { get; init; }

    /// <summary>The mean on the logit scale, back as a share: the domain in the middle; null with a reason.</summary>
    public double? Mean { get; init; }

    /// <summary>Lower confidence limit of <see cref="Mean"/>.</summary>
    public double? Low { get; init; }

    /// <summary>Upper confidence limit of <see cref="Mean"/>.</summary>
    public double? High { get; init; }

    /// <summary>Standard deviation between domains, τ, on the logit scale, at least 0.</summary>
    public double? BetweenSd { get; init; }

    /// <summary>Lower limit of the share in a new domain.</summary>
    public double? PredictionLow { get; init; }

    /// <summary>Upper limit of the share in a new domain.</summary>
    public double? PredictionHigh { get; init; }

    /// <summary>Why there is none: a clause; null when nothing is missing.</summary>
    public string? Reason { get; init; }
}
