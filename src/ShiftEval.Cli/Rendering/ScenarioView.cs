using System.Globalization;
using ShiftEval.Diagnostics;
using ShiftEval.Reports;
using ShiftEval.Scenarios;

namespace ShiftEval.Cli.Rendering;

/// <summary>A scenario's tables for people, one under each question.</summary>
internal static class ScenarioView
{
    // What stands between two columns of a table.
    private const int Gap = 3;

    public static void Write(ScenarioResult result, TextWriter output, int width)
    {
        Paragraph.Write(result.Title, output, width);
        foreach (TableResult table in result.Tables)
        {
            output.WriteLine();
            Paragraph.Write(table.Question, output, width);
            Paragraph.Write($"{ScenarioMarkdown.Caption(table)}.", output, width);
            foreach (string[] columns in Blocks(table, width))
            {
                output.WriteLine();
                WriteTable(table, columns, output, width);
            }

            WriteNextDomain(ScenarioMarkdown.NextDomain(table, result.Confidence), output, width);
        }

        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Models} models, {result.Cells} cells, seed {result.Seed}."));
    }

    // Columns that do not fit beside each other stand in blocks below each other, each with the row names.
    private static IEnumerable<string[]> Blocks(TableResult table, int width)
    {
        int names = table.Cells.Select(cell => cell.Row.Length).Append(table.Rows.Length).Max();
        List<string> block = [];
        int taken = names;
        foreach (string column in table.Cells.Select(cell => cell.Column).Distinct(StringComparer.Ordinal))
        {
            int own = Gap + table.Cells.Where(cell => cell.Column == column).Select(cell => ScenarioMarkdown.Value(table, cell).Length).Append(Header(table, column).Length).Max();
            if (block.Count > 0 && taken + own > width)
            {
                yield return [.. block];
                block.Clear();
                taken = names;
            }

            block.Add(column);
            taken += own;
        }

        if (block.Count > 0)
        {
            yield return [.. block];
        }
    }

    private static void WriteTable(TableResult table, string[] columns, TextWriter output, int width)
    {
        TextTable text = new();
        text.AddWords(table.Rows);
        foreach (string column in columns)
        {
            text.AddNumbers(Header(table, column));
        }

        foreach (IGrouping<string, TableCell> row in table.Cells.GroupBy(cell => cell.Row, StringComparer.Ordinal))
        {
            text.AddRow([row.Key, .. columns.Select(column => row.FirstOrDefault(cell => cell.Column == column) is { } cell ? ScenarioMarkdown.Value(table, cell) : "")]);
        }

        text.Write(output, width);
    }

    private static void WriteNextDomain(IReadOnlyList<string> lines, TextWriter output, int width)
    {
        if (lines.Count > 0)
        {
            output.WriteLine();
            Paragraph.Write($"{lines[0]}:", output, width);
            foreach (string line in lines.Skip(1))
            {
                output.WriteLine(Printable.Line($"  {line}"));
            }
        }
    }

    private static string Header(TableResult table, string column) => table.Columns is "statistics" or "domain" ? column : $"{table.Columns} {column}";
}
