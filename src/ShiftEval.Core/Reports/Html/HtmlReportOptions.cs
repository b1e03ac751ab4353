namespace ShiftEval.Reports.Html;

/// <summary>What a report is told beside the result.</summary>
public sealed record HtmlReportOptions
{
    /// <summary>The command as typed, one word each; shown under provenance.</summary>
    public IReadOnlyList<string> CommandLine { get; init; } = [];

    /// <summary>Whether paths, ids and counts from 1 to 9 are hidden.</summary>
    public bool Redact { get; init; }
}
