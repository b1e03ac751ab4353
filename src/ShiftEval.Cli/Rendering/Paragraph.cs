using ShiftEval.Diagnostics;

namespace ShiftEval.Cli.Rendering;

/// <summary>Running text in lines.</summary>
internal static class Paragraph
{
    /// <summary>Writes a text in lines of at most <paramref name="width"/> characters.</summary>
    public static void Write(string text, TextWriter output, int width)
    {
        foreach (string line in Wrap(text, width))
        {
            output.WriteLine(line);
        }
    }

    /// <summary>Breaks a text at blanks into lines of at most <paramref name="width"/> characters; a longer word has a line of its own.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        string line = "";
        foreach (string word in Printable.Visible(text.ReplaceLineEndings(" ")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        if (line.Length > 0)
        {
            yield return line;
        }
    }
}
