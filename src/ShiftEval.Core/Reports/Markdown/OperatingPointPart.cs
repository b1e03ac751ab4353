using System.Text;
using ShiftEval.Comparison.Results;
using ShiftEval.Metrics;

namespace ShiftEval.Reports.Markdown;

/// <summary>What the threshold fixed on the source domains gives everywhere; nothing without <c>--operating-point</c>.</summary>
internal static class OperatingPointPart
{
    /// <summary>Appends it.</summary>
    public static void Append(StringBuilder text, ComparisonResult result)
    {
        CellResult[] cells = [.. result.Cells.Where(cell => cell.OperatingPoint is not null)];
        if (cells.Length == 0)
        {
            return;
        }

        text.Append("## At the operating point\n\nThe threshold is fixed for each model and statistics on the scored images of all source domains together, so that it is in-sample there.\n\n");
        MarkdownTable.Append(text, ["domain", "model", "statistics"], ["threshold", "sensitivity %", "specificity %", "PPV %", "NPV %"], cells.Select(cell => (string[])
        [
            cell.Domain, cell.Model, VariantText.Statistics(result, cell.Model, cell.Statistics), MetricText.Threshold(cell.OperatingPoint!.Threshold),
            Share(cell.OperatingPoint.Sensitivity), Share(cell.OperatingPoint.Specificity), Share(cell.OperatingPoint.Ppv), Share(cell.OperatingPoint.Npv),
        ]));
    }

    private static string Share(MetricValue value) => MetricText.WithInterval(MetricCatalog.Accuracy.Name, value);
}
