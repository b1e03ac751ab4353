using System.Text;
using ShiftEval.Diagnostics;

namespace ShiftEval.Datasets;

/// <summary>A path with <c>{column}</c> in it, each to be filled with that column's text as it stands.</summary>
internal sealed class PathTemplate
{
    private const string Option = "--path-template";

    private readonly List<(string Literal, int Column)> parts = [];
    private readonly StringBuilder builder = new();
    private string end = "";

    /// <summary>Reads a template against a manifest's header; what is wrong with it goes to <paramref name="problems"/>.</summary>
    public static PathTemplate Parse(string template, string manifest, ManifestHeader header, ProblemList problems)
    {
        PathTemplate result = new();
        int position = 0;
        while (template.IndexOf('{', position) is int open and >= 0)
        {
            int close = template.IndexOf('}', open);
            if (close < 0)
            {
                problems.Add(Option, $"'{template[open..]}' has no closing brace", "Write each column as {column}");
                return result;
            }

            string name = template[(open + 1)..close];
            if (header.Find(name) is [int column])
            {
                result.parts.Add((template[position..open], column));
            }
            else
            {
                problems.Add(
                    Option,
                    $"'{name}' is not a column of {manifest} (nearest first: {header.Nearest(name)})",
                    "Write each column as the header spells it");
                result.parts.Add((template[position..open], 0));
            }

            position = close + 1;
        }

        if (result.parts.Count == 0)
        {
            problems.Add(Option, $"'{template}' names no column, so every row would be the same image", "Write columns as {column}");
        }

        result.end = template[position..];
        return result;
    }

    /// <summary>The path of one row.</summary>
    public string Fill(Func<int, string> text)
    {
        builder.Clear();
        foreach ((string literal, int column) in parts)
        {
            builder.Append(literal).Append(text(column));
        }

        return builder.Append(end).ToString();
    }
}
