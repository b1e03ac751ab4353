namespace ShiftEval.Metrics;

/// <summary>The difference of one metric between two cells on the same samples.</summary>
public sealed record Difference
{
    /// <summary>The metric's name.</summary>
    public required string Metric { get; init; }

    /// <summary>The metric's direction.</summary>
    public required bool HigherIsBetter { get; init; }

    /// <summary>To − from; null where the metric cannot be computed.</summary>
    public double? Value { get; init; }

    /// <summary>Lower limit; null where there is none.</summary>
    public double? Low { get; init; }

    /// <summary>Upper limit; null where there is none.</summary>
    public double? High { get; init; }

    /// <summary>How the limits were computed or attempted, one of <see cref="IntervalNames"/>.</summary>
    public string? Interval { get; init; }

    /// <summary>Two-sided p of this difference alone; null where it cannot be tested.</summary>
    public double? P { get; init; }

    /// <summary>The test, one of <see cref="TestNames"/>.</summary>
    public string? Test { get; init; }

    /// <summary>Why value or limits are null: a clause; null when nothing is missing.</summary>
    public string? Reason { get; init; }

    /// <summary>P after Holm within the family; null outside a family.</summary>
    public double? PAdjusted { get; init; }

    /// <summary>What follows; null outside a family.</summary>
    public Verdict? Verdict { get; init; }
}
