using System.Globalization;
using System.Text;
using ShiftEval.Comparison.Results;

namespace ShiftEval.Reports.Markdown;

/// <summary>The cells measured case by case; nothing without <c>--aggregate</c>.</summary>
internal static class CasePart
{
    /// <summary>Appends it.</summary>
    public static void Append(StringBuilder text, ComparisonResult result)
    {
        CellResult[] cells = [.. result.Cells.Where(cell => cell.Cases is not null)];
        if (cells.Length == 0)
        {
            return;
        }

        string[] metrics = [.. cells[0].Cases!.Metrics.Keys];
        string column = MarkdownText.Escape(cells[0].Cases!.Column);
        text.Append("## By case: ").Append(column).Append("\n\nThe images of one ").Append(column).Append(" count as one (").Append(cells[0].Cases!.Rule).Append(").\n\n");
        MarkdownTable.Append(text, ["domain", "model", "statistics"], ["cases", "groups", .. metrics.Select(MetricText.Header)], cells.Select(cell => (string[])
        [
            cell.Domain, cell.Model, VariantText.Statistics(result, cell.Model, cell.Statistics),
            cell.Cases!.Samples.ToString(CultureInfo.InvariantCulture), cell.Cases.Groups.ToString(CultureInfo.InvariantCulture),
            .. metrics.Select(metric => MetricText.WithInterval(metric, cell.Cases.Metrics[metric])),
        ]));
    }
}
