using System.Globalization;
using System.Text;
using ShiftEval.Comparison.Results;
using ShiftEval.Metrics;

namespace ShiftEval.Reports;

/// <summary>The cells of a comparison as comma-separated text: one row a metric, raw numbers, empty where there is none.</summary>
/// <remarks>RFC 4180 with line feeds. A text that a spreadsheet would take for a formula gets an apostrophe in front.</remarks>
public static class ComparisonCsv
{
    private static readonly string[] Header =
        ["model", "statistics", "spec", "domain", "role", "samples", "groups", "adaptSamples", "transductive", "metric", "value", "low", "high", "interval"];

    /// <summary>The whole document.</summary>
    public static string Write(ComparisonResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        StringBuilder text = new();
        text.AppendJoin(',', Header).Append('\n');
        foreach (CellResult cell in result.Cells)
        {
            string role = result.Data.Domains.First(domain => domain.Name == cell.Domain).Role;
            foreach ((string name, MetricValue metric) in cell.Metrics)
            {
                text.AppendJoin(',',
                [
                    Words(cell.Model), Words(cell.Statistics), Words(cell.Spec), Words(cell.Domain), role,
                    Number(cell.Samples), Number(cell.Groups), Number(cell.AdaptSamples), cell.Transductive ? "true" : "false",
                    name, Number(metric.Value), Number(metric.Low), Number(metric.High), metric.Interval ?? "",
                ]).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static string Words(string text)
    {
        string inert = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' ? $"'{text}" : text;
        return inert.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{inert.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : inert;
    }
}
