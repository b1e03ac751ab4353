namespace ShiftEval.Metrics;

/// <summary>An interval's limits, or the reason why there are none.</summary>
internal readonly record struct Limits(double? Low, double? High, string? Reason)
{
    /// <summary>No limits.</summary>
    public static Limits None(string reason) => new(null, null, reason);
}
