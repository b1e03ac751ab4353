using ShiftEval.Diagnostics;

namespace ShiftEval.Statistics.Specs;

/// <summary>Cuts the text of one <c>--statistics</c> option at commas and semicolons outside double quotes.</summary>
internal static class SpecTokenizer
{
    /// <summary>The tokens of <paramref name="text"/> in order.</summary>
    /// <param name="text">One option's text.</param>
    /// <param name="problems">Receives an open quote or an empty place.</param>
    public static IReadOnlyList<SpecToken> Tokenize(string text, ProblemList problems)
    {
        List<SpecToken> tokens = [];
        bool quoted = false;
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] == '"')
            {
                quoted = !quoted;
            }

            if (i == text.Length || (!quoted && text[i] is ',' or ';'))
            {
                AddToken(text, start, i, tokens, problems);
                start = i + 1;
            }
        }

        if (quoted)
        {
            problems.Add(Where(text, text.LastIndexOf('"') + 1), "a double quote is opened and never closed", "Close it, or double it where it belongs to the name");
        }

        return tokens;
    }

    /// <summary>The place of a token, as error messages name it.</summary>
    public static string Where(string text, int column) => $"--statistics {text}, column {column}";

    private static void AddToken(string text, int start, int end, List<SpecToken> tokens, ProblemList problems)
    {
        ReadOnlySpan<char> piece = text.AsSpan(start, end - start);
        int blanks = piece.Length - piece.TrimStart().Length;
        string trimmed = piece.Trim().ToString();
        if (trimmed.Length == 0)
        {
            problems.Add(Where(text, start + 1), "there is nothing between the separators", "Take the extra comma or semicolon out");
            return;
        }

        tokens.Add(new SpecToken(trimmed, start + blanks + 1));
    }
}
