using System.Globalization;
using ShiftEval.Metrics;

namespace ShiftEval.Reports.Html;

/// <summary>All numbers: cells, differences, summary.</summary>
internal static class ResultsPart
{
    /// <summary>Writes it.</summary>
    public static void Write(HtmlPage page) => page.Section("results", "Results in numbers", () =>
    {
        Cells(page);
        Differences(page);
        Summary(page);
    });

    /// <summary>A metric as a cell: value with interval, sorted by the raw value.</summary>
    public static HtmlCell Metric(string name, MetricValue? value) => value?.Value is null
        ? new HtmlCell(value?.Reason is { } reason ? $"{MetricText.None} ({reason})" : MetricText.None)
        : new HtmlCell(MetricText.WithInterval(name, value), value.Value);

    private static void Cells(HtmlPage page)
    {
        string[] metrics = [.. page.Result.Cells.SelectMany(cell => cell.Metrics.Keys).Distinct(StringComparer.Ordinal)];
        HtmlTable.Write(page.Html, "cells", "Metrics with intervals", ["domain", "model", "statistics", "images", "groups", "adapt images", .. metrics.Select(MetricText.Header)], page.Result.Cells.Select(cell => (IReadOnlyList<HtmlCell>)
        [
            new(cell.Domain), new(cell.Model), new($"{cell.Statistics}{(cell.Transductive ? " *" : "")}"), HtmlCell.Count(cell.Samples), HtmlCell.Count(cell.Groups), HtmlCell.Count(cell.AdaptSamples),
            .. metrics.Select(name => Metric(name, cell.Metrics.GetValueOrDefault(name))),
        ]));
        if (page.Result.Cells.Any(cell => cell.Transductive))
        {
            page.Paragraph("* transductive: these statistics come from the scored images themselves.", "soft");
        }
    }

    private static void Differences(HtmlPage page)
    {
        if (page.Result.Differences.Count == 0)
        {
            return;
        }

        HtmlTable.Write(page.Html, "differences", "Paired differences on the same images (shares in percentage points)", ["domain", "from", "to", "metric", "difference", "p", "p (Holm)", "verdict", "what it rests on"], page.Result.Differences.Select(row => (IReadOnlyList<HtmlCell>)
        [
            new(row.Domain), new(page.Label(row.From)), new(page.Label(row.To)), new(MetricText.Name(row.Metric)), new(MetricText.Difference(row.Metric, row.Value, row.Low, row.High), row.Value),
            new(MetricText.P(row.P), row.P), new(MetricText.P(row.PAdjusted), row.PAdjusted), new(row.Verdict ?? MetricText.None, Class: row.Verdict switch { "better" => "good", "worse" => "bad", _ => null }), new(row.Verdict is null ? row.Test ?? MetricText.None : MetricText.Verdict(row)),
        ]));
    }

    private static void Summary(HtmlPage page)
    {
        if (page.Result.Summary.Count == 0)
        {
            return;
        }

        HtmlTable.Write(page.Html, "summary", "Over the domains, each counting alike", ["statistics", "metric", "average", "worst", "worst domain", "drop from source to target", "rank", "next domain: mean [interval]", "next domain: prediction interval"], page.Result.Summary.Select(row => (IReadOnlyList<HtmlCell>)
        [
            new(page.Label(row.Model, row.Statistics)), new(MetricText.Header(row.Metric)), Value(row.Metric, row.Average), Value(row.Metric, row.Worst?.Value), new(row.Worst?.Domain ?? MetricText.None), Value(row.Metric, row.Drop),
            row.Rank is { } rank ? new(rank.ToString(CultureInfo.InvariantCulture), rank) : new(MetricText.None),
            row.NextDomain is { Mean: { } mean } next ? new(MetricText.WithInterval(row.Metric, new MetricValue(mean, next.Low, next.High, null)), mean) : new(row.NextDomain?.Reason ?? MetricText.None),
            row.NextDomain is { PredictionLow: { } low, PredictionHigh: { } high } ? new($"{MetricText.Value(row.Metric, low)} to {MetricText.Value(row.Metric, high)}", low) : new(MetricText.None),
        ]));
    }

    private static HtmlCell Value(string metric, double? value) => new(MetricText.Value(metric, value), value);
}
