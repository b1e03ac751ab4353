using System.Globalization;
using ShiftEval.Reports;
using ShiftEval.Scenarios;

namespace ShiftEval.Cli.Rendering;

/// <summary>A scenario's tables for people, one under each question.</summary>
internal static class ScenarioView
{
    public static void Write(ScenarioResult result, TextWriter output, int width)
    {
        output.WriteLine(result.Title);
        foreach (TableResult table in result.Tables)
        {
            output.WriteLine();
            output.WriteLine(table.Question);
            output.WriteLine($"{ScenarioMarkdown.Caption(table)}.");
            output.WriteLine();
            WriteTable(table, output, width);
        }

        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Models} models, {result.Cells} cells, seed {result.Seed}."));
    }

    private static void WriteTable(TableResult table, TextWriter output, int width)
    {
        string[] columns = [.. table.Cells.Select(cell => cell.Column).Distinct(StringComparer.Ordinal)];
        TextTable text = new();
        text.AddWords(table.Rows);
        foreach (string column in columns)
        {
            text.AddNumbers(table.Columns is "statistics" or "domain" ? column : $"{table.Columns} {column}");
        }

        foreach (IGrouping<string, TableCell> row in table.Cells.GroupBy(cell => cell.Row, StringComparer.Ordinal))
        {
            text.AddRow([row.Key, .. columns.Select(column => row.FirstOrDefault(cell => cell.Column == column) is { } cell ? ScenarioMarkdown.Value(cell, table.Metric, table.Minus is not null) : "")]);
        }

        text.Write(output, width);
    }
}
