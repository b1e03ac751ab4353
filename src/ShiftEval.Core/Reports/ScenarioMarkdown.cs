using System.Globalization;
using System.Text;
using ShiftEval.Scenarios;

namespace ShiftEval.Reports;

/// <summary>A scenario's tables as Markdown, one under each question.</summary>
public static class ScenarioMarkdown
{
    /// <summary>The whole document.</summary>
    public static string Write(ScenarioResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        StringBuilder text = new();
        text.Append("# ").Append(MarkdownText.Escape(result.Title)).Append("\n\n");
        if (result.Description is { } description)
        {
            text.Append(MarkdownText.Escape(description)).Append("\n\n");
        }

        foreach (TableResult table in result.Tables)
        {
            Append(text, table, result.Confidence);
        }

        return text.ToString();
    }

    /// <summary>What the numbers of a table are, in words.</summary>
    public static string Caption(TableResult table)
    {
        ArgumentNullException.ThrowIfNull(table);
        string metric = MetricText.Name(table.Metric);
        string what = table.Minus is null ? metric : $"{metric}, difference from {table.Minus}{(MetricText.IsShare(table.Metric) ? " in points" : "")}";
        return table.Cells.Any(cell => cell.N > 1) ? $"{what}; mean ± SD over n replicates ({table.Over})" : what;
    }

    /// <summary>Mean, SD and n of one cell.</summary>
    public static string Value(TableCell cell, string metric, bool signed)
    {
        ArgumentNullException.ThrowIfNull(cell);
        if (cell.Mean is not { } mean)
        {
            return "–";
        }

        string value = MetricText.Number(metric, mean, signed);
        return cell.Sd is { } sd ? string.Create(CultureInfo.InvariantCulture, $"{value} ± {MetricText.Number(metric, sd, signed: false)} (n {cell.N})") : value;
    }

    private static void Append(StringBuilder text, TableResult table, double confidence)
    {
        string[] rows = [.. table.Cells.Select(cell => cell.Row).Distinct(StringComparer.Ordinal)];
        string[] columns = [.. table.Cells.Select(cell => cell.Column).Distinct(StringComparer.Ordinal)];
        bool signed = table.Minus is not null;
        text.Append("## ").Append(MarkdownText.Escape(table.Question)).Append("\n\n").Append(MarkdownText.Escape(Caption(table))).Append(".\n\n");
        text.Append("| ").Append(MarkdownText.Escape(table.Rows)).Append(" \\ ").Append(MarkdownText.Escape(table.Columns)).Append(" | ").AppendJoin(" | ", columns.Select(MarkdownText.Escape)).Append(" |\n");
        text.Append("| --- |").Append(string.Concat(columns.Select(_ => " ---: |"))).Append('\n');
        foreach (string row in rows)
        {
            IEnumerable<string> values = columns.Select(column => table.Cells.FirstOrDefault(cell => cell.Row == row && cell.Column == column) is { } cell ? Value(cell, table.Metric, signed) : "");
            text.Append("| ").Append(MarkdownText.Escape(row)).Append(" | ").AppendJoin(" | ", values).Append(" |\n");
        }

        text.Append('\n');
        if (signed)
        {
            AppendReplicates(text, table, confidence);
        }
    }

    private static void AppendReplicates(StringBuilder text, TableResult table, double confidence)
    {
        text.Append(CultureInfo.InvariantCulture, $"Each replicate, with its paired {confidence * 100:0.##} % interval:\n\n| {MarkdownText.Escape(table.Rows)} | {MarkdownText.Escape(table.Columns)} | {MarkdownText.Escape(table.Over)} | difference | p | samples |\n| --- | --- | --- | ---: | ---: | ---: |\n");
        foreach (TableCell cell in table.Cells)
        {
            foreach (TableReplicate replicate in cell.Replicates)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {MarkdownText.Escape(cell.Row)} | {MarkdownText.Escape(cell.Column)} | {MarkdownText.Escape(replicate.Name)} | {MetricText.Difference(table.Metric, replicate.Value, replicate.Low, replicate.High)} | {MetricText.P(replicate.P)} | {replicate.Samples} |\n");
            }
        }

        text.Append('\n');
    }
}
