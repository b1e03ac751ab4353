using System.Globalization;
using System.Text;
using ShiftEval.Comparison.Results;

namespace ShiftEval.Reports.Markdown;

/// <summary>The samples that share a column's value, one table a column; nothing without <c>--across</c>.</summary>
internal static class SlicePart
{
    /// <summary>Appends it.</summary>
    public static void Append(StringBuilder text, ComparisonResult result)
    {
        foreach (IGrouping<string, SliceResult> column in result.Slices.GroupBy(slice => slice.Column, StringComparer.Ordinal))
        {
            string[] metrics = [.. column.First().Metrics.Keys];
            text.Append("## By ").Append(MarkdownText.Escape(column.Key)).Append("\n\n");
            MarkdownTable.Append(text, [column.Key, "domain", "model", "statistics"], ["images", "groups", .. metrics.Select(MetricText.Header)], column.Select(slice => (string[])
            [
                SliceText.Value(slice), SliceText.Domain(slice), slice.Model, VariantText.Statistics(result, slice.Model, slice.Statistics),
                slice.Samples.ToString(CultureInfo.InvariantCulture), slice.Groups.ToString(CultureInfo.InvariantCulture),
                .. metrics.Select(metric => MetricText.WithInterval(metric, slice.Metrics[metric])),
            ]));
        }
    }
}
