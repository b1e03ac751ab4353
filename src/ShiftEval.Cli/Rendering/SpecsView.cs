using ShiftEval.Statistics.Specs;

namespace ShiftEval.Cli.Rendering;

/// <summary>The spec language for people.</summary>
internal static class SpecsView
{
    private const string Indent = "    ";

    public static void Write(TextWriter output, int width)
    {
        output.WriteLine("SPEC[,KEY=VALUE...]; several specs are separated by commas or semicolons, names with commas stand in double quotes");
        output.WriteLine();
        Write("specs", SpecCatalog.Heads, output, width);
        output.WriteLine();
        Write("keys", SpecCatalog.Keys, output, width);
    }

    private static void Write(string title, IReadOnlyList<SpecEntry> entries, TextWriter output, int width)
    {
        output.WriteLine(title);
        foreach (SpecEntry entry in entries)
        {
            output.WriteLine($"  {entry.Form}");
            string source = entry.Source.Length > 0 ? $" [{entry.Source}]" : "";
            foreach (string line in Paragraph.Wrap(entry.Meaning + source, width - Indent.Length))
            {
                output.WriteLine($"{Indent}{line}");
            }
        }
    }
}
