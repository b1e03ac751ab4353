using System.Globalization;
using ShiftEval.Comparison.Results;

namespace ShiftEval.Reports;

/// <summary>A value's spread over draws as people read it.</summary>
public static class SpreadText
{
    /// <summary>SD and range, <c>1.4 (79.4 to 83.3)</c>.</summary>
    /// <param name="metric">The metric's name.</param>
    /// <param name="spread">The spread; null where there are fewer than two values.</param>
    /// <param name="signed">Whether the range is one of differences.</param>
    public static string Of(string metric, SpreadResult? spread, bool signed) =>
        spread is null ? MetricText.None : $"{MetricText.Number(metric, spread.Sd, signed: false)} ({Range(metric, spread, signed)})";

    /// <summary>Least to largest value.</summary>
    public static string Range(string metric, SpreadResult spread, bool signed)
    {
        ArgumentNullException.ThrowIfNull(spread);
        return $"{MetricText.Number(metric, spread.Min, signed)} to {MetricText.Number(metric, spread.Max, signed)}";
    }

    /// <summary>How many draws there were: the most of several metrics, since one may not be computable in each draw.</summary>
    public static string Draws(IEnumerable<SpreadResult?> spreads) =>
        spreads.Max(spread => spread?.Draws)?.ToString(CultureInfo.InvariantCulture) ?? MetricText.None;
}
