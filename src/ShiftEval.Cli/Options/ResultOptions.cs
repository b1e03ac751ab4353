using System.CommandLine;
using ShiftEval.Cli.Rendering;
using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;
using ShiftEval.Reports;

namespace ShiftEval.Cli.Options;

/// <summary>What is required of a comparison and where it goes: the same for our runs and for predictions made elsewhere.</summary>
internal sealed class ResultOptions
{
    private readonly Option<string[]> require = OptionValues.Texts("--require", "EXPR", "Requirement, as in balancedAccuracy.low>=0.7@labC; unmet: exit 1; repeatable (default: require of the project file)");
    private readonly Option<bool> redact = new("--redact") { Description = "Nothing that tells of single patients in any output: no paths, ids or messages, no table with counts from 1 to 9; docs/report.md" };
    private readonly ReportOptions reports = new();
    private readonly OutputOptions outputs = new();

    public void AddTo(Command command)
    {
        command.Options.Add(require);
        command.Options.Add(redact);
        reports.AddTo(command);
        outputs.AddTo(command);
    }

    /// <summary>The channels of one run; every file it writes is checked before any work.</summary>
    public OutputChannels Open(ParseResult parse, ProblemList problems)
    {
        OutputChannels channels = outputs.Open(parse, problems);
        reports.Check(parse, outputs.Overwrite(parse), outputs.JsonPath(parse), problems);
        return channels;
    }

    /// <summary>What is required: as given, else by the project file.</summary>
    public IReadOnlyList<string> Requirements(ParseResult parse, ProjectFile project) => parse.GetValue(require) is { Length: > 0 } given ? given : project.Require;

    /// <summary>Writes and shows a result.</summary>
    /// <returns>The exit code: whether every requirement is met.</returns>
    public int Show(ParseResult parse, ComparisonResult found, OutputChannels channels)
    {
        bool redacted = parse.GetValue(redact);
        ComparisonResult result = redacted ? Redaction.Of(found) : found;
        reports.Write(parse, result, redacted);
        channels.WriteJson(() => JsonReport.Write(result));
        if (channels.ShowsTable)
        {
            ComparisonView.Write(result, channels.Text, channels.Width, channels.UsesColours);
        }

        channels.WriteNotes(Notes.Of(result));
        return found.Requirements.All(requirement => requirement.Met) ? ExitCode.Done : ExitCode.RequirementUnmet;
    }
}
