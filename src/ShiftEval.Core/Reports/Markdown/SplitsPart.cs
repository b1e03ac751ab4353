using System.Text;
using ShiftEval.Comparison.Results;

namespace ShiftEval.Reports.Markdown;

/// <summary>How values and differences move with the division into adapt and test; nothing without <c>--splits</c>.</summary>
internal static class SplitsPart
{
    /// <summary>Appends it.</summary>
    public static void Append(StringBuilder text, ComparisonResult result)
    {
        CellResult[] cells = [.. result.Cells.Where(cell => cell.Splits is not null)];
        if (cells.Length == 0)
        {
            return;
        }

        string[] metrics = [.. cells[0].Metrics.Keys];
        text.Append("## Over divisions into adapt and test\n\nSD over divisions (least to largest value); shares in percent, their SD in percentage points.\n\n");
        MarkdownTable.Append(text, ["domain", "model", "statistics"], ["divisions", .. metrics.Select(MetricText.Header)], cells.Select(cell => (string[])
        [
            cell.Domain, cell.Model, VariantText.Statistics(result, cell.Model, cell.Statistics), SpreadText.Draws(cell.Splits!.Values),
            .. metrics.Select(metric => SpreadText.Of(metric, cell.Splits!.GetValueOrDefault(metric), signed: false)),
        ]));
        DifferenceResult[] rows = [.. result.Differences.Where(row => row.Metric == result.Settings.Metric && row.Splits is not null)];
        if (rows.Length > 0)
        {
            MarkdownTable.Append(text, ["domain", "model", "statistics"], ["divisions", $"difference in {MetricText.Name(result.Settings.Metric)}"], rows.Select(row => (string[])
                [row.Domain, row.To.Model, VariantText.Statistics(result, row.To.Model, row.To.Statistics), SpreadText.Draws([row.Splits]), SpreadText.Of(row.Metric, row.Splits, signed: true)]));
        }
    }
}
