using System.Globalization;
using System.Text;
using ShiftEval.Comparison.Results;
using ShiftEval.Gates;
using ShiftEval.Reports.Markdown;

namespace ShiftEval.Reports;

/// <summary>A comparison as Markdown: cells, differences of the primary metric with verdicts, what was asked for beside them, requirements, notes.</summary>
public static class ComparisonMarkdown
{
    /// <summary>The whole document.</summary>
    public static string Write(ComparisonResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        StringBuilder text = new();
        Cells(result, text);
        Differences(result, text);
        CasePart.Append(text, result);
        OperatingPointPart.Append(text, result);
        SlicePart.Append(text, result);
        SplitsPart.Append(text, result);
        NextDomainPart.Append(text, result);
        Requirements(result, text);
        if (result.Warnings.Count > 0)
        {
            text.Append("## Notes\n\n");
            foreach (string note in result.Warnings.Select(warning => $"{(warning.Domain is null ? "" : $"{warning.Domain}: ")}{warning.Message}").Distinct(StringComparer.Ordinal))
            {
                text.Append("- ").Append(MarkdownText.Escape(note)).Append('\n');
            }

            text.Append('\n');
        }

        SettingsResult settings = result.Settings;
        text.Append(CultureInfo.InvariantCulture, $"{settings.Confidence * 100:0.####} % intervals, {settings.Resamples} resamples, seed {settings.Seed}{(settings.Device is { } device ? $", on {MarkdownText.Escape(device)}" : "")}; {(result.Data.Samples is { } images ? $"{images} images; " : "")}{result.Tool.Name} {result.Tool.Version}.\n");
        return text.ToString();
    }

    private static void Cells(ComparisonResult result, StringBuilder text)
    {
        string[] metrics = [.. result.Cells[0].Metrics.Keys];
        text.Append("## Results\n\n| domain | role | model | statistics | images | groups |").Append(string.Concat(metrics.Select(metric => $" {MetricText.Header(metric)} |"))).Append('\n');
        text.Append("| --- | --- | --- | --- | ---: | ---: |").Append(string.Concat(metrics.Select(_ => " ---: |"))).Append('\n');
        foreach ((DomainResult domain, CellResult cell) in result.Data.Domains.SelectMany(domain => result.Cells.Where(cell => cell.Domain == domain.Name).Select(cell => (domain, cell))))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {MarkdownText.Escape(cell.Domain)} | {domain.Role} | {MarkdownText.Escape(cell.Model)} | {MarkdownText.Escape(cell.Statistics)}{(cell.Transductive ? " \\*" : "")} | {cell.Samples} | {cell.Groups} |");
            foreach (string name in metrics)
            {
                text.Append(' ').Append(MetricText.WithInterval(name, cell.Metrics[name])).Append(" |");
            }

            text.Append('\n');
        }

        text.Append(result.Cells.Any(cell => cell.Transductive) ? "\n\\* transductive: these statistics come from the scored images themselves.\n\n" : "\n");
    }

    private static void Differences(ComparisonResult result, StringBuilder text)
    {
        DifferenceResult[] rows = [.. result.Differences.Where(row => row.Metric == result.Settings.Metric)];
        if (rows.Length == 0)
        {
            return;
        }

        string unit = MetricText.IsShare(result.Settings.Metric) ? ", percentage points" : "";
        text.Append(CultureInfo.InvariantCulture, $"## Differences of {MetricText.Name(result.Settings.Metric)} from {MarkdownText.Escape(rows[0].From.Model)}, {MarkdownText.Escape(rows[0].From.Statistics)}{unit}\n\n");
        VerdictPart.Append(text, result, rows);
        text.Append("| domain | model | statistics | difference | p | p (Holm) | verdict |\n| --- | --- | --- | ---: | ---: | ---: | --- |\n");
        foreach (DifferenceResult row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {MarkdownText.Escape(row.Domain)} | {MarkdownText.Escape(row.To.Model)} | {MarkdownText.Escape(VariantText.Statistics(result, row.To.Model, row.To.Statistics))} | {MetricText.Difference(row.Metric, row.Value, row.Low, row.High)} | {MarkdownText.Escape(MetricText.P(row.P))} | {MarkdownText.Escape(MetricText.P(row.PAdjusted))} | {row.Verdict ?? MetricText.None} |\n");
        }

        text.Append('\n');
    }

    private static void Requirements(ComparisonResult result, StringBuilder text)
    {
        if (result.Requirements.Count == 0)
        {
            return;
        }

        text.Append("## Requirements\n\n| requirement | model | statistics | domain | is | |\n| --- | --- | --- | --- | ---: | --- |\n");
        foreach (GateResult row in result.Requirements)
        {
            string value = row.Value?.ToString("0.####", CultureInfo.InvariantCulture) ?? MetricText.None;
            text.Append(CultureInfo.InvariantCulture, $"| {MarkdownText.Escape(row.Expression)} | {MarkdownText.Escape(row.Model)} | {MarkdownText.Escape(row.Statistics)} | {MarkdownText.Escape(row.Domain ?? "")} | {value} | {(row.Met ? "met" : "**not met**")} |\n");
        }

        text.Append('\n');
    }
}
