using ShiftEval.Comparison.Results;
using ShiftEval.Metrics;
using ShiftEval.Reports;

namespace ShiftEval.Cli.Rendering;

/// <summary>What the threshold fixed on the source domains gives everywhere; nothing without <c>--operating-point</c>.</summary>
internal static class OperatingPointView
{
    public static void Write(ComparisonResult result, TextWriter output, int width)
    {
        CellResult[] cells = [.. result.Cells.Where(cell => cell.OperatingPoint is not null)];
        if (cells.Length == 0)
        {
            return;
        }

        TextTable table = new();
        table.AddWords("statistics");
        table.AddNumbers("threshold");
        table.AddNumbers("sensitivity %");
        table.AddNumbers("specificity %");
        table.AddNumbers("PPV %", optional: true);
        table.AddNumbers("NPV %", optional: true);
        foreach (IGrouping<string, CellResult> domain in cells.GroupBy(cell => cell.Domain, StringComparer.Ordinal))
        {
            table.AddHeading(ResultNames.Domain(result, domain.Key));
            foreach (CellResult cell in domain)
            {
                OperatingPointMetrics point = cell.OperatingPoint!;
                table.AddRow([
                    ResultNames.Marked(result, cell.Model, cell.Statistics),
                    MetricText.Threshold(point.Threshold),
                    MetricText.WithInterval(MetricCatalog.Accuracy.Name, point.Sensitivity),
                    MetricText.WithInterval(MetricCatalog.Accuracy.Name, point.Specificity),
                    MetricText.Value(MetricCatalog.Accuracy.Name, point.Ppv.Value),
                    MetricText.Value(MetricCatalog.Accuracy.Name, point.Npv.Value),
                ]);
            }
        }

        table.Write(output, width, "operating point: the threshold is fixed on the images of all source domains together, in-sample there");
    }
}
