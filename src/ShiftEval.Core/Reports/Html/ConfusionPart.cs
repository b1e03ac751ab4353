using System.Globalization;
using ShiftEval.Comparison.Results;
using ShiftEval.Metrics;

namespace ShiftEval.Reports.Html;

/// <summary>What was taken for what, and every class against the rest.</summary>
internal static class ConfusionPart
{
    /// <summary>Confusion matrices, one a cell.</summary>
    public static void Write(HtmlPage page) => page.Section("confusion", "What was taken for what", () =>
    {
        page.Paragraph("Rows: the truth. Columns: the prediction. Each cell: images (share of the row).", "soft");
        for (int i = 0; i < page.Result.Cells.Count; i++)
        {
            CellResult cell = page.Result.Cells[i];
            string title = $"{cell.Domain}: {page.Label(cell.Model, cell.Statistics)}";
            page.Html.In("details", () =>
            {
                page.Html.In("summary", () => page.Html.Name(title));
                Matrix(page, $"confusion-{i.ToString(CultureInfo.InvariantCulture)}", title, cell.Confusion);
            }, ("open", page.Result.Cells.Count <= 4 ? "open" : null));
        }
    });

    /// <summary>Sensitivity, specificity, PPV and NPV of every class, slices, cases and operating points.</summary>
    public static void Classes(HtmlPage page) => page.Section("classes", "By class, case and slice", () =>
    {
        ComparisonResult result = page.Result;
        HtmlTable.Write(page.Html, "by-class", "Each class against the rest, %", ["domain", "statistics", "class", "sensitivity", "specificity", "PPV", "NPV"], result.Cells.SelectMany(cell => cell.Classes.Select(of => (IReadOnlyList<HtmlCell>)
            [new(cell.Domain), new(page.Label(cell.Model, cell.Statistics)), new(of.Key), Share(of.Value.Sensitivity), Share(of.Value.Specificity), Share(of.Value.Ppv), Share(of.Value.Npv)])));
        if (result.Cells.Any(cell => cell.OperatingPoint is not null))
        {
            HtmlTable.Write(page.Html, "operating", "At the threshold fixed on the source domains, %", ["domain", "statistics", "threshold", "sensitivity", "specificity", "PPV", "NPV"], result.Cells.Where(cell => cell.OperatingPoint is not null).Select(cell => (IReadOnlyList<HtmlCell>)
                [new(cell.Domain), new(page.Label(cell.Model, cell.Statistics)), new(MetricText.Number("nll", cell.OperatingPoint!.Threshold, signed: false), cell.OperatingPoint.Threshold), Share(cell.OperatingPoint.Sensitivity), Share(cell.OperatingPoint.Specificity), Share(cell.OperatingPoint.Ppv), Share(cell.OperatingPoint.Npv)]));
        }

        if (result.Cells.Any(cell => cell.Cases is not null))
        {
            string[] metrics = [.. result.Cells.SelectMany(cell => cell.Cases?.Metrics.Keys ?? []).Distinct(StringComparer.Ordinal)];
            HtmlTable.Write(page.Html, "cases", "Case by case: the images of a case count as one", ["domain", "statistics", "case", "rule", "cases", "groups", .. metrics.Select(MetricText.Header)], result.Cells.Where(cell => cell.Cases is not null).Select(cell => (IReadOnlyList<HtmlCell>)
                [new(cell.Domain), new(page.Label(cell.Model, cell.Statistics)), new(cell.Cases!.Column), new(cell.Cases.Rule), HtmlCell.Count(cell.Cases.Samples), HtmlCell.Count(cell.Cases.Groups), .. metrics.Select(name => ResultsPart.Metric(name, cell.Cases.Metrics.GetValueOrDefault(name)))]));
        }

        if (result.Slices.Count > 0)
        {
            string[] metrics = [.. result.Slices.SelectMany(slice => slice.Metrics.Keys).Distinct(StringComparer.Ordinal)];
            HtmlTable.Write(page.Html, "slices", "Slices: images that share a value", ["column", "value", "domain", "statistics", "images", "groups", .. metrics.Select(MetricText.Header)], result.Slices.Select(slice => (IReadOnlyList<HtmlCell>)
                [new(slice.Column), new(slice.Value), new(slice.Domain ?? "all"), new(page.Label(slice.Model, slice.Statistics)), HtmlCell.Count(slice.Samples), HtmlCell.Count(slice.Groups), .. metrics.Select(name => ResultsPart.Metric(name, slice.Metrics.GetValueOrDefault(name)))]));
        }

        Spread(page, "splits", "Over divisions into adapt and test", cell => cell.Splits);
        Spread(page, "spread", "Over seeds that cut batches", cell => cell.Spread);
    });

    private static void Spread(HtmlPage page, string id, string caption, Func<CellResult, IReadOnlyDictionary<string, SpreadResult?>?> of)
    {
        if (page.Result.Cells.Any(cell => of(cell) is not null))
        {
            HtmlTable.Write(page.Html, id, caption, ["domain", "statistics", "metric", "draws", "SD", "least", "most"], page.Result.Cells.SelectMany(cell => (of(cell) ?? new Dictionary<string, SpreadResult?>()).Where(pair => pair.Value is not null).Select(pair => (IReadOnlyList<HtmlCell>)
                [new(cell.Domain), new(page.Label(cell.Model, cell.Statistics)), new(MetricText.Header(pair.Key)), HtmlCell.Count(pair.Value!.Draws), Value(pair.Key, pair.Value.Sd), Value(pair.Key, pair.Value.Min), Value(pair.Key, pair.Value.Max)])));
        }
    }

    private static HtmlCell Value(string metric, double value) => new(MetricText.Value(metric, value), value);

    private static HtmlCell Share(MetricValue value) => ResultsPart.Metric("accuracy", value);

    private static void Matrix(HtmlPage page, string id, string caption, int[][] confusion) => HtmlTable.Write(
        page.Html, id, caption, ["truth", .. page.Result.Data.Classes, "all"], confusion.Select((row, truth) => (IReadOnlyList<HtmlCell>)
        [new(truth < page.Result.Data.Classes.Count ? page.Result.Data.Classes[truth] : MetricText.None), .. row.Select(count => Count(count, row)), HtmlCell.Count(row.Sum())]));

    private static HtmlCell Count(int count, int[] row) => row.Sum() == 0
        ? HtmlCell.Count(count)
        : new HtmlCell(FormattableString.Invariant($"{count} ({100.0 * count / row.Sum():0} %)"), count);
}
