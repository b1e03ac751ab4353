namespace ShiftEval.Statistics.Specs;

/// <summary>One piece of a spec option between separators.</summary>
/// <param name="Text">The piece as written, without surrounding blanks.</param>
/// <param name="Column">Where it starts in its option, counted from 1.</param>
internal readonly record struct SpecToken(string Text, int Column)
{
    private static readonly char[] Assigners = ['=', ':'];

    /// <summary>The word before the first <c>=</c>, or null when there is none or it comes after a colon or quote.</summary>
    public string? Key
    {
        get
        {
            int at = Text.AsSpan().IndexOfAny(Assigners);
            return at > 0 && Text[at] == '=' ? Text[..at] : null;
        }
    }

    /// <summary>The word before the first <c>=</c> or <c>:</c>, or the whole text.</summary>
    public string Word
    {
        get
        {
            int at = Text.AsSpan().IndexOfAny(Assigners);
            return at < 0 ? Text : Text[..at];
        }
    }

    /// <summary>The character after <see cref="Word"/>: <c>=</c>, <c>:</c>, or 0 where the token ends there.</summary>
    public char Assigner => Word.Length < Text.Length ? Text[Word.Length] : '\0';

    /// <summary>What follows the first <c>=</c> or <c>:</c>, as written; empty where there is none.</summary>
    public string Rest => Word.Length < Text.Length ? Text[(Word.Length + 1)..] : "";

    /// <summary>Whether a written value is in double quotes.</summary>
    public static bool IsQuoted(string value) => value.Length >= 2 && value[0] == '"' && value[^1] == '"';

    /// <summary>The value without its double quotes; a doubled quote inside stands for one.</summary>
    public static string Unquote(string value) =>
        IsQuoted(value) ? value[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : value;

    /// <summary>The value in double quotes where it could not stand bare.</summary>
    public static string Quote(string value) =>
        value.Length == 0 || value == "*" || value.AsSpan().IndexOfAny(",;\"") >= 0 || value.AsSpan().Trim().Length != value.Length
            ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : value;
}
