using System.Globalization;
using ShiftEval.Metrics;

namespace ShiftEval.Reports;

/// <summary>What to expect at a domain not seen yet, in words.</summary>
public static class NextDomainText
{
    /// <summary>Mean, prediction interval and scale of the spread: <c>81.2 % [55.0, 93.8]; between-domain SD 0.44 logits</c>.</summary>
    /// <param name="metric">A share's name.</param>
    /// <param name="next">The random effects; without a mean the reason is told.</param>
    public static string Sentence(string metric, RandomEffectsResult next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return next.Mean is null
            ? $"none: {next.Reason}"
            : $"{MetricText.Value(metric, next.Mean)} % {Range(metric, next)}; between-domain SD {Logits(next.BetweenSd)} logits";
    }

    /// <summary>The prediction interval, <c>[55.0, 93.8]</c>.</summary>
    public static string Range(string metric, RandomEffectsResult next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return $"[{MetricText.Value(metric, next.PredictionLow)}, {MetricText.Value(metric, next.PredictionHigh)}]";
    }

    /// <summary>The standard deviation between domains, on the logit scale, with two decimals.</summary>
    public static string Logits(double? betweenSd) => betweenSd?.ToString("0.00", CultureInfo.InvariantCulture) ?? MetricText.None;
}
