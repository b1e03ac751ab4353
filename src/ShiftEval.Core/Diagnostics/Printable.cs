using System.Globalization;
using System.Text;

namespace ShiftEval.Diagnostics;

/// <summary>Texts from files and names made fit for a terminal: nothing in them moves the cursor, starts a line or turns the text round.</summary>
public static class Printable
{
    private const int Longest = 2000;

    /// <summary>One line: control and direction characters written as <c>\u001B</c>, the middle of a very long text left out.</summary>
    public static string Line(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string shown = text.Length <= Longest
            ? text
            : string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, Longest / 2)} … ({text.Length - Longest} characters) … {text.AsSpan(text.Length - (Longest / 2))}");
        return Visible(shown);
    }

    /// <summary>The whole text in one line: control and direction characters written as <c>\u001B</c>.</summary>
    public static string Visible(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.Any(IsSpecial))
        {
            return text;
        }

        StringBuilder line = new(text.Length);
        foreach (char c in text)
        {
            if (IsSpecial(c))
            {
                line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            }
            else
            {
                line.Append(c);
            }
        }

        return line.ToString();
    }

    private static bool IsSpecial(char c) => char.IsControl(c) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029';
}
