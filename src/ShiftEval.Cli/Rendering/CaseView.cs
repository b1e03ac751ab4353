using System.Globalization;
using ShiftEval.Comparison.Results;
using ShiftEval.Metrics;
using ShiftEval.Reports;

namespace ShiftEval.Cli.Rendering;

/// <summary>The cells measured case by case; nothing without <c>--aggregate</c>.</summary>
internal static class CaseView
{
    public static void Write(ComparisonResult result, TextWriter output, int width)
    {
        CellResult[] cells = [.. result.Cells.Where(cell => cell.Cases is not null)];
        if (cells.Length == 0)
        {
            return;
        }

        string primary = result.Settings.Metric;
        string[] metrics = [.. new[] { primary, MetricCatalog.Accuracy.Name, MetricCatalog.BalancedAccuracy.Name }.Distinct(StringComparer.Ordinal)];
        TextTable table = new();
        table.AddWords("statistics");
        table.AddNumbers("cases");
        table.AddNumbers("groups", optional: true);
        foreach (string metric in metrics)
        {
            table.AddNumbers(MetricText.Header(metric), optional: metric != primary);
        }

        foreach (IGrouping<string, CellResult> domain in cells.GroupBy(cell => cell.Domain, StringComparer.Ordinal))
        {
            table.AddHeading(ResultNames.Domain(result, domain.Key));
            foreach (CellResult cell in domain)
            {
                table.AddRow([
                    ResultNames.Marked(result, cell.Model, cell.Statistics),
                    cell.Cases!.Samples.ToString(CultureInfo.InvariantCulture),
                    cell.Cases.Groups.ToString(CultureInfo.InvariantCulture),
                    .. metrics.Select(metric => MetricText.WithInterval(metric, cell.Cases.Metrics)),
                ]);
            }
        }

        table.Write(output, width, $"by case: the images of one {cells[0].Cases!.Column} count as one ({cells[0].Cases!.Rule})");
    }
}
