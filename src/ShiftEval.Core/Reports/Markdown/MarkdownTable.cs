using System.Text;

namespace ShiftEval.Reports.Markdown;

/// <summary>A Markdown table: words at the left, then numbers at the right.</summary>
internal static class MarkdownTable
{
    /// <summary>Appends a table and the blank line after it.</summary>
    /// <param name="text">Takes it.</param>
    /// <param name="words">Headers of the words, which may come from data; their cells too.</param>
    /// <param name="numbers">Headers of the numbers; these and their cells come from ShiftEval.</param>
    /// <param name="rows">The rows, a text for each column.</param>
    public static void Append(StringBuilder text, IReadOnlyList<string> words, IReadOnlyList<string> numbers, IEnumerable<IReadOnlyList<string>> rows)
    {
        Line(text, [.. words, .. numbers], words.Count);
        text.Append('|').AppendJoin("", Enumerable.Repeat(" --- |", words.Count)).AppendJoin("", Enumerable.Repeat(" ---: |", numbers.Count)).Append('\n');
        foreach (IReadOnlyList<string> row in rows)
        {
            Line(text, row, words.Count);
        }

        text.Append('\n');
    }

    private static void Line(StringBuilder text, IReadOnlyList<string> cells, int words)
    {
        text.Append("| ").AppendJoin(" | ", cells.Select((cell, i) => i < words ? MarkdownText.Escape(cell) : cell)).Append(" |\n");
    }
}
