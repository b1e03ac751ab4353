using System.Globalization;
using ShiftEval.Comparison.Results;
using ShiftEval.Metrics;
using ShiftEval.Reports;

namespace ShiftEval.Cli.Rendering;

/// <summary>The samples that share a column's value, one table a column; nothing without <c>--across</c>.</summary>
internal static class SliceView
{
    public static void Write(ComparisonResult result, TextWriter output, int width)
    {
        foreach (IGrouping<string, SliceResult> column in result.Slices.GroupBy(slice => slice.Column, StringComparer.Ordinal))
        {
            Table(result, column).Write(output, width, $"by {column.Key}");
        }
    }

    private static TextTable Table(ComparisonResult result, IGrouping<string, SliceResult> column)
    {
        string primary = result.Settings.Metric;
        string[] metrics = [.. new[] { primary, MetricCatalog.Accuracy.Name }.Distinct(StringComparer.Ordinal)];
        TextTable table = new();
        table.AddWords(column.Key);
        table.AddWords("statistics");
        table.AddNumbers("images");
        table.AddNumbers("groups", optional: true);
        foreach (string metric in metrics)
        {
            table.AddNumbers(MetricText.Header(metric), optional: metric != primary);
        }

        foreach (IGrouping<string?, SliceResult> domain in column.GroupBy(slice => slice.Domain).OrderBy(domain => domain.Key is null))
        {
            table.AddHeading(domain.Key is { } name ? ResultNames.Domain(result, name) : SliceText.Domain(domain.First()));
            foreach (SliceResult slice in domain)
            {
                table.AddRow([
                    SliceText.Value(slice),
                    ResultNames.Marked(result, slice.Model, slice.Statistics),
                    slice.Samples.ToString(CultureInfo.InvariantCulture),
                    slice.Groups.ToString(CultureInfo.InvariantCulture),
                    .. metrics.Select(metric => MetricText.WithInterval(metric, slice.Metrics)),
                ]);
            }
        }

        return table;
    }
}
