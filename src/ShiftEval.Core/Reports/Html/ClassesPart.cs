using ShiftEval.Comparison.Results;
using ShiftEval.Metrics;

namespace ShiftEval.Reports.Html;

/// <summary>Sensitivity, specificity, PPV and NPV of every class, at an operating point; cases, slices, divisions, seeds.</summary>
internal static class ClassesPart
{
    /// <summary>Writes it.</summary>
    public static void Write(HtmlPage page) => page.Section("classes", "By class, case and slice", () =>
    {
        HtmlTable.Write(page.Html, "by-class", "Each class against the rest, %", ["domain", "statistics", "class", "sensitivity", "specificity", "PPV", "NPV"], page.Cells.SelectMany(cell => cell.Classes.Select(of => (IReadOnlyList<HtmlCell>)
            [.. Head(page, cell), new(of.Key), Share(of.Value.Sensitivity), Share(of.Value.Specificity), Share(of.Value.Ppv), Share(of.Value.Npv)])));
        HtmlTable.Write(page.Html, "operating", "At the threshold fixed on the source domains, %", ["domain", "statistics", "threshold", "sensitivity", "specificity", "PPV", "NPV"], page.Cells.Where(cell => cell.OperatingPoint is not null).Select(cell => (IReadOnlyList<HtmlCell>)
            [.. Head(page, cell), new(MetricText.Threshold(cell.OperatingPoint!.Threshold), cell.OperatingPoint.Threshold), Share(cell.OperatingPoint.Sensitivity), Share(cell.OperatingPoint.Specificity), Share(cell.OperatingPoint.Ppv), Share(cell.OperatingPoint.Npv)]));
        string[] ofCases = Names(page.Cells.SelectMany(cell => cell.Cases?.Metrics.Keys ?? []));
        HtmlTable.Write(page.Html, "cases", "Case by case: the images of a case count as one", ["domain", "statistics", "case", "rule", "cases", "groups", .. ofCases.Select(MetricText.Header)], page.Cells.Where(cell => cell.Cases is not null).Select(cell => (IReadOnlyList<HtmlCell>)
            [.. Head(page, cell), new(cell.Cases!.Column), new(cell.Cases.Rule), HtmlCell.Count(cell.Cases.Samples), HtmlCell.Count(cell.Cases.Groups), .. ofCases.Select(name => HtmlCell.Metric(name, cell.Cases.Metrics.GetValueOrDefault(name)))]));
        string[] ofSlices = Names(page.Result.Slices.SelectMany(slice => slice.Metrics.Keys));
        HtmlTable.Write(page.Html, "slices", "Slices: images that share a value", ["column", "value", "domain", "statistics", "images", "groups", .. ofSlices.Select(MetricText.Header)], page.Result.Slices.Select(slice => (IReadOnlyList<HtmlCell>)
            [new(slice.Column), new(slice.Value), new(slice.Domain ?? "all"), new(page.Label(slice.Model, slice.Statistics)), HtmlCell.Count(slice.Samples), HtmlCell.Count(slice.Groups), .. ofSlices.Select(name => HtmlCell.Metric(name, slice.Metrics.GetValueOrDefault(name)))]));
        Spread(page, "splits", "Over divisions into adapt and test", cell => cell.Splits, row => row.Splits);
        Spread(page, "spread", "Over seeds that cut batches", cell => cell.Spread, row => row.Spread);
    });

    private static HtmlCell[] Head(HtmlPage page, CellResult cell) => [new(cell.Domain), new(page.Label(cell.Model, cell.Statistics))];

    private static string[] Names(IEnumerable<string> metrics) => [.. metrics.Distinct(StringComparer.Ordinal)];

    private static HtmlCell Share(MetricValue value) => HtmlCell.Metric("accuracy", value);

    private static void Spread(HtmlPage page, string id, string caption, Func<CellResult, IReadOnlyDictionary<string, SpreadResult?>?> ofCell, Func<DifferenceResult, SpreadResult?> ofDifference)
    {
        HtmlTable.Write(page.Html, id, caption, ["domain", "statistics", "metric", "draws", "SD", "least", "most"], page.Cells.SelectMany(cell => (ofCell(cell) ?? new Dictionary<string, SpreadResult?>()).Where(pair => pair.Value is not null).Select(pair => (IReadOnlyList<HtmlCell>)
            [.. Head(page, cell), new(MetricText.Header(pair.Key)), .. Spread(pair.Key, pair.Value!)])));
        HtmlTable.Write(page.Html, $"{id}-differences", $"{caption}: differences", ["domain", "from", "to", "metric", "draws", "SD", "least", "most"], page.Result.Differences.Where(row => ofDifference(row) is not null).Select(row => (IReadOnlyList<HtmlCell>)
            [new(row.Domain), new(page.Label(row.From)), new(page.Label(row.To)), new(MetricText.Header(row.Metric)), .. Spread(row.Metric, ofDifference(row)!)]));
    }

    private static HtmlCell[] Spread(string metric, SpreadResult spread) =>
        [HtmlCell.Count(spread.Draws), HtmlCell.Value(metric, spread.Sd), HtmlCell.Value(metric, spread.Min), HtmlCell.Value(metric, spread.Max)];
}
