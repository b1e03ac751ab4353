using System.Globalization;
using ShiftEval.Comparison.Results;
using ShiftEval.Metrics;

namespace ShiftEval.Reports;

/// <summary>Numbers as people read them; rounding happens here and nowhere else.</summary>
public static class MetricText
{
    /// <summary>What stands where there is no value.</summary>
    public const string None = "–";

    /// <summary>A share as a percentage with one decimal, any other metric with three.</summary>
    public static string Value(string metric, double? value) => value is null ? None : Number(metric, value.Value, signed: false);

    /// <summary>A value with its interval, <c>58.5 [50.1, 66.4]</c>.</summary>
    public static string WithInterval(string metric, MetricValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return $"{Value(metric, value.Value)}{Interval(metric, value.Low, value.High, signed: false)}";
    }

    /// <summary>The metric among several, with its interval; a dash where it is not among them.</summary>
    public static string WithInterval(string metric, IReadOnlyDictionary<string, MetricValue> metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return metrics.TryGetValue(metric, out MetricValue? value) ? WithInterval(metric, value) : None;
    }

    /// <summary>A difference with its interval, <c>+15.9 [+7.1, +24.4]</c>, in points for shares.</summary>
    public static string Difference(string metric, double? value, double? low, double? high) =>
        value is null ? None : $"{Number(metric, value.Value, signed: true)}{Interval(metric, low, high, signed: true)}";

    /// <summary>A threshold on a probability: three decimals.</summary>
    public static string Threshold(double threshold) => threshold.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>A p-value: three decimals, or below 0.001.</summary>
    public static string P(double? p) => p switch
    {
        null => None,
        < 0.001 => "<0.001",
        _ => p.Value.ToString("0.000", CultureInfo.InvariantCulture),
    };

    /// <summary>A verdict with what it rests on: <c>better: +13.2 points [+4.1, +22.3], p = 0.004, 63 images of 61 groups</c>.</summary>
    /// <param name="row">A difference of the primary metric; its p is that after Holm.</param>
    public static string Verdict(DifferenceResult row)
    {
        ArgumentNullException.ThrowIfNull(row);
        string unit = IsShare(row.Metric) ? " points" : "";
        string value = row.Value is { } difference ? Number(row.Metric, difference, signed: true) + unit + Interval(row.Metric, row.Low, row.High, signed: true) : None;
        string p = row.PAdjusted switch
        {
            null => "no test",
            < 0.001 => "p < 0.001",
            _ => $"p = {P(row.PAdjusted)}",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{row.Verdict ?? "no verdict"}: {value}, {p}, {row.Samples} images of {row.Groups} groups");
    }

    /// <summary>Whether the metric is a share, shown in percent.</summary>
    public static bool IsShare(string metric) => MetricCatalog.Find(metric).IsPercentage;

    /// <summary>The metric's name over a column of its values.</summary>
    public static string Header(string metric) => IsShare(metric) ? $"{Name(metric)} %" : Name(metric);

    /// <summary>The metric's name for people.</summary>
    public static string Name(string metric) => metric switch
    {
        "balancedAccuracy" => "balanced accuracy",
        "macroF1" => "macro F1",
        "nll" => "NLL",
        "auroc" => "AUROC",
        "auprc" => "AUPRC",
        "brier" => "Brier",
        "ece" => "ECE",
        "quadraticKappa" => "quadratic kappa",
        _ => metric,
    };

    /// <summary>A number as it stands in a table: percent with one decimal for shares, else three decimals; what rounds to zero has no sign.</summary>
    /// <param name="metric">The metric's name.</param>
    /// <param name="value">The raw value.</param>
    /// <param name="signed">Whether a plus sign is shown.</param>
    public static string Number(string metric, double value, bool signed)
    {
        string digits = IsShare(metric) ? "0.0" : "0.000";
        double shown = IsShare(metric) ? 100 * value : value;
        return shown.ToString(signed ? $"+{digits};-{digits};{digits}" : $"{digits};-{digits};{digits}", CultureInfo.InvariantCulture);
    }

    private static string Interval(string metric, double? low, double? high, bool signed) =>
        low is null || high is null ? "" : $" [{Number(metric, low.Value, signed)}, {Number(metric, high.Value, signed)}]";
}
