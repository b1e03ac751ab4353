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
        return (table.Cells.Any(cell => cell.Sd is not null), CommonN(table)) switch
        {
            (false, _) => what,
            (_, { } n) => string.Create(CultureInfo.InvariantCulture, $"{what}; mean ± SD of {n} replicates ({table.Over}), in brackets the SEM"),
            _ => $"{what}; mean ± SD of n replicates ({table.Over}), in brackets the SEM and n",
        };
    }

    /// <summary>What is to be expected at a domain not seen yet: a line over the sentences, then one for each row or column of the table; none where there is nothing to tell.</summary>
    public static IReadOnlyList<string> NextDomain(TableResult table, double confidence)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.NextDomain is not { Count: > 0 } next)
        {
            return [];
        }

        string title = string.Create(CultureInfo.InvariantCulture, $"At the next domain, {MetricText.Name(table.Metric)}: random-effects mean of {next.Max(entry => entry.Result.Domains)} domains, each scored by models that never saw it, and {confidence * 100:0.####} % prediction interval");
        return [title, .. next.Select(entry => $"{string.Join(", ", new[] { entry.Row, entry.Column }.OfType<string>().DefaultIfEmpty("all"))}: {NextDomainText.Sentence(table.Metric, entry.Result)}")];
    }

    /// <summary>Mean, SD of replicates and SEM of one cell, <c>94.3 ± 0.8 (0.5)</c>; where the cells' numbers of replicates differ, <c>94.3 ± 0.8 (0.5, n 3)</c>.</summary>
    public static string Value(TableResult table, TableCell cell)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(cell);
        if (cell.Mean is not { } mean)
        {
            return MetricText.None;
        }

        string value = MetricText.Number(table.Metric, mean, signed: table.Minus is not null);
        string n = CommonN(table) is null ? string.Create(CultureInfo.InvariantCulture, $", n {cell.N}") : "";
        return cell.Sd is { } sd ? $"{value} ± {MetricText.Number(table.Metric, sd, signed: false)} ({MetricText.Value(table.Metric, cell.Sem)}{n})" : value;
    }

    // The number of replicates behind every SD of the table; null where they differ.
    private static int? CommonN(TableResult table)
    {
        int[] counts = [.. table.Cells.Where(cell => cell.Sd is not null).Select(cell => cell.N).Distinct()];
        return counts.Length == 1 ? counts[0] : null;
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
            IEnumerable<string> values = columns.Select(column => table.Cells.FirstOrDefault(cell => cell.Row == row && cell.Column == column) is { } cell ? Value(table, cell) : "");
            text.Append("| ").Append(MarkdownText.Escape(row)).Append(" | ").AppendJoin(" | ", values).Append(" |\n");
        }

        text.Append('\n');
        if (signed)
        {
            AppendReplicates(text, table, confidence);
        }

        AppendNextDomain(text, NextDomain(table, confidence));
    }

    private static void AppendNextDomain(StringBuilder text, IReadOnlyList<string> lines)
    {
        if (lines.Count > 0)
        {
            text.Append(lines[0]).Append(":\n\n").Append(string.Concat(lines.Skip(1).Select(line => $"- {MarkdownText.Escape(line)}\n"))).Append('\n');
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
