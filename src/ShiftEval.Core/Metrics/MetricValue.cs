namespace ShiftEval.Metrics;

/// <summary>A metric with its interval.</summary>
/// <param name="Value">The value; null where it cannot be computed, never 0 instead.</param>
/// <param name="Low">Lower limit; null where there is none.</param>
/// <param name="High">Upper limit; null where there is none.</param>
/// <param name="Interval">How the limits were computed or attempted, one of <see cref="IntervalNames"/>; null without a value.</param>
/// <param name="Reason">Why the value or the limits are null: a clause; null when nothing is missing.</param>
public sealed record MetricValue(double? Value, double? Low, double? High, string? Interval, string? Reason = null);
