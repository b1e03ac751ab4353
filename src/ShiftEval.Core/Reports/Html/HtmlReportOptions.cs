namespace ShiftEval.Reports.Html;

/// <summary>What a report is told beside the result.</summary>
public sealed record HtmlReportOptions
{
    /// <summary>The command as typed, one word each; shown under provenance.</summary>
    public IReadOnlyList<string> CommandLine { get; init; } = [];
}
