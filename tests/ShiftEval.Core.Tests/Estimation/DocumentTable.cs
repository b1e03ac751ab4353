using System.Text;
using ShiftEval.Tests.Shipped;

namespace ShiftEval.Tests.Estimation;

/// <summary>A table of a document that tests make: compared with what stands between two markers, or written there.</summary>
internal static class DocumentTable
{
    /// <summary>Where this environment variable is set the document is changed and not compared.</summary>
    public const string WriteVariable = "SHIFTEVAL_WRITE_DOCS";

    /// <summary>A Markdown table.</summary>
    public static string Render(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        StringBuilder table = new();
        foreach (IReadOnlyList<string> row in rows.Prepend([.. headings.Select(_ => "---")]).Prepend(headings))
        {
            table.Append('|');
            foreach (string cell in row)
            {
                table.Append(' ').Append(cell.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal)).Append(" |");
            }

            table.Append('\n');
        }

        return table.ToString();
    }

    /// <summary>Compares, or writes.</summary>
    /// <param name="document">Name of a file in <c>docs</c>.</param>
    /// <param name="name">Of the markers <c>NAME:begin</c> and <c>NAME:end</c>.</param>
    /// <param name="table">What belongs between them.</param>
    public static void AssertCurrent(string document, string name, string table)
    {
        string path = RepositoryFolder.At("docs", document);
        string text = File.ReadAllText(path).ReplaceLineEndings("\n");
        string begin = $"<!-- {name}:begin -->\n", end = $"<!-- {name}:end -->";
        int start = text.IndexOf(begin, StringComparison.Ordinal);
        int stop = text.IndexOf(end, StringComparison.Ordinal);
        Assert.True(start >= 0 && stop > start, $"{path} has no markers {begin.Trim()} and {end}.");
        start += begin.Length;
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable(WriteVariable)))
        {
            File.WriteAllText(path, $"{text[..start]}{table}{text[stop..]}");
            return;
        }

        Assert.True(text[start..stop] == table, $"docs/{document} is to say between the markers {name}, which {WriteVariable}=1 writes:\n{table}");
    }
}
