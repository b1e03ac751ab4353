using ShiftEval.Diagnostics;

namespace ShiftEval.Reports;

/// <summary>Words from data in Markdown: no table, tag, emphasis or control character of theirs takes effect.</summary>
internal static class MarkdownText
{
    private static readonly string[] Special = ["\\", "|", "*", "_", "`", "[", "]", "~"];

    /// <summary>The text, inert and in one line.</summary>
    public static string Escape(string text) => Special
        .Aggregate(Printable.Visible(text.ReplaceLineEndings(" ").Replace('\t', ' ')), (escaped, special) => escaped.Replace(special, $"\\{special}", StringComparison.Ordinal))
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal);
}
