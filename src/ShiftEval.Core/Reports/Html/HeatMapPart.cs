using ShiftEval.Comparison.Results;

namespace ShiftEval.Reports.Html;

/// <summary>Statistics × domain at a glance: a table whose cells are shaded by value.</summary>
internal static class HeatMapPart
{
    /// <summary>Writes it.</summary>
    public static void Write(HtmlPage page) => page.Section("heat", "Statistics × domain", () =>
    {
        double[] known = [.. page.Result.Cells.Select(cell => cell.Metrics.GetValueOrDefault(page.Metric)?.Value).OfType<double>()];
        page.Paragraph("Each cell is the value itself; darker is higher.", "soft");
        page.Html.In("div", () => HtmlTable.Write(
            page.Html,
            "heat-map",
            $"{ForestPart.Capital(MetricText.Header(page.Metric))}: source of statistics (rows) by tested domain (columns)",
            ["statistics", .. page.Result.Data.Domains.Select(domain => domain.Name)],
            page.Variants.Select(variant => (IReadOnlyList<HtmlCell>)[new HtmlCell(page.Label(variant)), .. page.Result.Data.Domains.Select(domain => Cell(page, page.Cell(variant, domain.Name), known))])), ("class", "heat"));
    });

    private static HtmlCell Cell(HtmlPage page, CellResult? cell, double[] known)
    {
        double? value = cell?.Metrics.GetValueOrDefault(page.Metric)?.Value;
        if (value is null)
        {
            return new HtmlCell(MetricText.None);
        }

        double span = known.Max() - known.Min();
        int shade = span == 0 ? 3 : Math.Min(5, (int)(6 * (value.Value - known.Min()) / span));
        return new HtmlCell(MetricText.Value(page.Metric, value), value, FormattableString.Invariant($"h{shade}"));
    }
}
