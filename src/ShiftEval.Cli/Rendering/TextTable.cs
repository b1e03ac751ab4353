using ShiftEval.Diagnostics;

namespace ShiftEval.Cli.Rendering;

/// <summary>A table as plain text: a header with a rule under it, rows, and headings over groups of rows; no line ends in blanks.</summary>
internal sealed class TextTable
{
    private const string Gap = "   ";
    private const string Indent = "  ";
    private const int WidestLabel = 32;
    private readonly List<Column> columns = [];
    private readonly List<Line> lines = [];

    /// <summary>Adds a column of words; the first column holds what a row is about.</summary>
    public void AddWords(string header) => columns.Add(new Column(Clean(header), IsNumber: false, IsOptional: false));

    /// <summary>Adds a column of numbers, aligned at the right.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="optional">Whether it may go where the table would be too wide; the last such column goes first.</param>
    public void AddNumbers(string header, bool optional = false) => columns.Add(new Column(Clean(header), IsNumber: true, optional));

    /// <summary>Adds a line over the rows that follow; these are indented.</summary>
    public void AddHeading(string text) => lines.Add(new Line([Clean(text)], IsHeading: true));

    /// <summary>Adds a row with a text for each column.</summary>
    public void AddRow(IEnumerable<string> cells) => lines.Add(new Line([.. cells.Select(Clean)], IsHeading: false));

    /// <summary>What makes a padded cell coloured; null leaves all plain.</summary>
    public Func<string, string>? Paint { get; init; }

    /// <summary>Writes the table.</summary>
    /// <param name="output">Takes it.</param>
    /// <param name="width">Columns it may take. Optional columns go, and a long first text stands on a line of its own, to keep to it.</param>
    public void Write(TextWriter output, int width)
    {
        int[] shown = Fit(width, out int[] widths);
        string indent = lines.Exists(line => line.IsHeading) ? Indent : "";
        int total = indent.Length + widths.Sum() + (Gap.Length * (widths.Length - 1));
        WriteLine(output, indent, [.. shown.Select(c => columns[c].Header)], shown, widths);
        output.WriteLine(new string('─', total));
        foreach (Line line in lines)
        {
            if (line.IsHeading)
            {
                output.WriteLine(line.Cells[0]);
            }
            else
            {
                WriteLine(output, indent, [.. shown.Select(c => line.Cells[c])], shown, widths);
            }
        }
    }

    /// <summary>Writes the table under a blank line, its title and another blank line.</summary>
    /// <param name="output">Takes it.</param>
    /// <param name="width">Columns it may take.</param>
    /// <param name="title">What the table shows; wrapped, and may hold names from data.</param>
    public void Write(TextWriter output, int width, string title)
    {
        output.WriteLine();
        Paragraph.Write(title, output, width);
        output.WriteLine();
        Write(output, width);
    }

    private int[] Fit(int width, out int[] widths)
    {
        List<int> shown = [.. Enumerable.Range(0, columns.Count)];
        int indent = lines.Exists(line => line.IsHeading) ? Indent.Length : 0;
        while (true)
        {
            widths = [.. shown.Select(Widest)];
            int surplus = indent + widths.Sum() + (Gap.Length * (widths.Length - 1)) - width;
            if (surplus > 0)
            {
                // Longer first texts stand on lines of their own before columns go.
                widths[0] = Math.Min(widths[0], LabelWidth(shown[0]));
                surplus = indent + widths.Sum() + (Gap.Length * (widths.Length - 1)) - width;
            }

            int last = shown.FindLastIndex(c => columns[c].IsOptional);
            if (surplus > 0 && last >= 0)
            {
                shown.RemoveAt(last);
                continue;
            }

            return [.. shown];
        }
    }

    private int Widest(int column) => Lengths(column).Max();

    private int LabelWidth(int column) => Lengths(column).Where(length => length <= WidestLabel).DefaultIfEmpty(WidestLabel).Max();

    private IEnumerable<int> Lengths(int column) =>
        lines.Where(line => !line.IsHeading).Select(line => line.Cells[column].Length).Append(columns[column].Header.Length);

    private void WriteLine(TextWriter output, string indent, string[] cells, int[] shown, int[] widths)
    {
        string first = cells[0];
        if (first.Length > widths[0])
        {
            output.WriteLine(indent + first);
            first = "";
        }

        IEnumerable<string> padded = cells.Select((cell, i) => i == 0
            ? first.PadRight(widths[0])
            : columns[shown[i]].IsNumber ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]));
        string line = (indent + string.Join(Gap, padded)).TrimEnd();
        output.WriteLine(Paint is null ? line : string.Join(Gap, line.Split(Gap).Select(Paint)));
    }

    // Names come from data: what would move a terminal's cursor or turn text round is not passed on.
    private static string Clean(string text) => Printable.Line(text);

    private sealed record Column(string Header, bool IsNumber, bool IsOptional);

    private sealed record Line(string[] Cells, bool IsHeading);
}
