using ShiftEval.Comparison.Results;
using ShiftEval.Reports;

namespace ShiftEval.Cli.Rendering;

/// <summary>How the primary metric and its difference move with the division into adapt and test; nothing without <c>--splits</c>.</summary>
internal static class SplitsView
{
    public static void Write(ComparisonResult result, TextWriter output, int width)
    {
        CellResult[] cells = [.. result.Cells.Where(cell => cell.Splits is not null)];
        if (cells.Length == 0)
        {
            return;
        }

        string metric = result.Settings.Metric;
        TextTable table = new();
        table.AddWords("statistics");
        table.AddNumbers("divisions");
        table.AddNumbers("SD");
        table.AddNumbers("least to largest");
        table.AddNumbers("SD of difference");
        table.AddNumbers("least to largest", optional: true);
        foreach (IGrouping<string, CellResult> domain in cells.GroupBy(cell => cell.Domain, StringComparer.Ordinal))
        {
            table.AddHeading(ResultNames.Domain(result, domain.Key));
            foreach (CellResult cell in domain)
            {
                SpreadResult? own = cell.Splits!.GetValueOrDefault(metric);
                SpreadResult? difference = result.Differences.FirstOrDefault(row => row.Metric == metric && row.Domain == cell.Domain && row.To == new VariantResult(cell.Model, cell.Statistics))?.Splits;
                table.AddRow([ResultNames.Marked(result, cell.Model, cell.Statistics), SpreadText.Draws([own]), .. Spread(metric, own, signed: false), .. Spread(metric, difference, signed: true)]);
            }
        }

        string unit = MetricText.IsShare(metric) ? ", in percent and percentage points" : "";
        table.Write(output, width, $"{MetricText.Name(metric)} over divisions into adapt and test{unit}");
    }

    private static string[] Spread(string metric, SpreadResult? spread, bool signed) =>
        spread is null ? ["", ""] : [MetricText.Number(metric, spread.Sd, signed: false), SpreadText.Range(metric, spread, signed)];
}
