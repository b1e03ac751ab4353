namespace ShiftEval.Cli.Rendering;

/// <summary>Colours of the words that decide, for terminals.</summary>
internal static class Colours
{
    private const string Reset = "\u001b[0m";

    /// <summary>A table's cell, coloured where its text is one of these words; padding included, so that widths stay.</summary>
    public static string Paint(string cell) => cell.Trim() switch
    {
        "better" or "met" => $"\u001b[32m{cell}{Reset}",
        "worse" or "NOT MET" => $"\u001b[31m{cell}{Reset}",
        _ => cell,
    };
}
