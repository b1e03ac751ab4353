using System.Globalization;
using ShiftEval.Comparison.Results;
using ShiftEval.Metrics;

namespace ShiftEval.Reports.Html;

/// <summary>All numbers: cells, differences, summary; the primary metric in sight, the others on demand.</summary>
internal static class ResultsPart
{
    /// <summary>Writes it.</summary>
    public static void Write(HtmlPage page) => page.Section("results", "Results in numbers", () =>
    {
        Cells(page);
        Differences(page);
        Summary(page);
    });

    private static void Cells(HtmlPage page)
    {
        string[] metrics = [.. page.Result.Cells.SelectMany(cell => cell.Metrics.Keys).Distinct(StringComparer.Ordinal).OrderBy(name => name != page.Metric)];
        HtmlTable.Write(page.Html, "cells", "Metrics with intervals", ["domain", "statistics", "images", "groups", "adapt images", .. metrics.Select(MetricText.Header)], page.Cells.Select(cell => (IReadOnlyList<HtmlCell>)
        [
            new(cell.Domain), new($"{page.Label(cell.Model, cell.Statistics)}{(cell.Transductive ? " *" : "")}"), HtmlCell.Count(cell.Samples), HtmlCell.Count(cell.Groups), HtmlCell.Count(cell.AdaptSamples),
            .. metrics.Select(name => HtmlCell.Metric(name, cell.Metrics.GetValueOrDefault(name))),
        ]));
        if (page.Result.Cells.Any(cell => cell.Transductive))
        {
            page.Paragraph("* transductive: these statistics come from the scored images themselves.", "soft");
        }
    }

    private static void Differences(HtmlPage page)
    {
        HtmlTable.Write(page.Html, "differences", $"{ForestPart.Capital(MetricText.Name(page.Metric))}: paired differences on the same images{Points(page.Metric)}", ["domain", "from", "to", "difference", "p", "p (Holm)", "images", "groups", "verdict"], page.Result.Differences.Where(row => row.Metric == page.Metric).Select(row => (IReadOnlyList<HtmlCell>)
        [
            .. Pair(page, row), .. Numbers(row), new(MetricText.P(row.PAdjusted), row.PAdjusted), HtmlCell.Count(row.Samples), HtmlCell.Count(row.Groups),
            new(row.Verdict ?? MetricText.None, Class: row.Verdict switch { "better" => "good", "worse" => "bad", _ => null }),
        ]));
        DifferenceResult[] others = [.. page.Result.Differences.Where(row => row.Metric != page.Metric)];
        if (others.Length > 0)
        {
            page.Details("Differences of the other metrics, without verdict: no p of these was adjusted", () => HtmlTable.Write(page.Html, "differences-others", "Paired differences on the same images (shares in percentage points)", ["domain", "from", "to", "metric", "difference", "p", "images", "groups"], others.Select(row => (IReadOnlyList<HtmlCell>)
                [.. Pair(page, row), new(MetricText.Name(row.Metric)), .. Numbers(row), HtmlCell.Count(row.Samples), HtmlCell.Count(row.Groups)])));
        }
    }

    private static string Points(string metric) => MetricText.IsShare(metric) ? ", in percentage points" : "";

    private static HtmlCell[] Pair(HtmlPage page, DifferenceResult row) => [new(row.Domain), new(page.Label(row.From)), new(page.Label(row.To))];

    private static HtmlCell[] Numbers(DifferenceResult row) => [new(MetricText.Difference(row.Metric, row.Value, row.Low, row.High), row.Value), new(MetricText.P(row.P), row.P)];

    private static void Summary(HtmlPage page)
    {
        Summary(page, "summary", "Over the domains, each counting alike", row => row.Metric == page.Metric);
        if (page.Result.Summary.Any(row => row.Metric != page.Metric))
        {
            page.Details("The other metrics over the domains", () => Summary(page, "summary-others", "Over the domains, each counting alike: the other metrics", row => row.Metric != page.Metric));
        }
    }

    private static void Summary(HtmlPage page, string id, string caption, Func<SummaryResult, bool> shown)
    {
        SummaryResult[] rows = [.. page.Result.Summary.Where(shown)];
        bool next = rows.Any(row => row.NextDomain is not null);
        HtmlTable.Write(page.Html, id, caption, ["statistics", "metric", "average", "worst", "worst domain", "drop from source to target", "rank", .. next ? ["next domain: mean [interval]", "next domain: prediction interval"] : Array.Empty<string>()], rows.Select(row => (IReadOnlyList<HtmlCell>)
        [
            new(page.Label(row.Model, row.Statistics)), new(MetricText.Header(row.Metric)), HtmlCell.Value(row.Metric, row.Average), HtmlCell.Value(row.Metric, row.Worst?.Value), new(row.Worst?.Domain ?? MetricText.None), HtmlCell.Value(row.Metric, row.Drop),
            row.Rank is { } rank ? new(rank.ToString(CultureInfo.InvariantCulture), rank) : new(MetricText.None), .. next ? Next(row) : [],
        ]));
    }

    private static HtmlCell[] Next(SummaryResult row) =>
    [
        row.NextDomain is { Mean: { } mean } known ? new(MetricText.WithInterval(row.Metric, new MetricValue(mean, known.Low, known.High, null)), mean) : new(row.NextDomain?.Reason ?? MetricText.None),
        row.NextDomain is { PredictionLow: { } low, PredictionHigh: { } high } ? new($"{MetricText.Value(row.Metric, low)} to {MetricText.Value(row.Metric, high)}", low) : new(MetricText.None),
    ];
}
