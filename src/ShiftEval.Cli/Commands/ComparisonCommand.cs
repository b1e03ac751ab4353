using System.CommandLine;
using ShiftEval.Cli.Options;
using ShiftEval.Cli.Rendering;
using ShiftEval.Comparison;
using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Setup;
using ShiftEval.Diagnostics;
using ShiftEval.Reports;

namespace ShiftEval.Cli.Commands;

/// <summary>What <c>evaluate</c> and <c>compare</c> share: both score cells and show them.</summary>
internal sealed class ComparisonCommand
{
    private readonly Option<string[]> statistics;
    private readonly DataOptions data;
    private readonly MetricOptionSet metrics = new();
    private readonly MeasureOptionSet measures = new();
    private readonly OutputOptions outputs = new();
    private readonly Option<string[]> require = OptionValues.Texts("--require", "EXPR", "Requirement, as in balancedAccuracy.low>=0.7@labC; unmet: exit 1; repeatable (default: require of the project file)");
    private readonly Option<int?> splits = OptionValues.Count("--splits", "R", "Divide into adapt and test R times and tell the SD over them (default: once)", least: 1);
    private readonly ReportOptions reports = new();

    public ComparisonCommand(Command command, string defaultStatistics, string folder)
    {
        data = new DataOptions(folder, scoring: true);
        statistics = new Option<string[]>("--statistics")
        {
            HelpName = "SPEC",
            Description = $"Where mean and variance come from; repeatable, or separated by commas (default: {defaultStatistics})",
        };
        command.Options.Add(statistics);
        data.AddTo(command);
        metrics.AddTo(command);
        measures.AddTo(command);
        command.Options.Add(splits);
        command.Options.Add(require);
        reports.AddTo(command);
        outputs.AddTo(command);
    }

    /// <summary>Runs and shows; <paramref name="complete"/> adds what the command itself knows.</summary>
    public Task<int> Run(ParseResult parse, Func<ComparisonOptions, ComparisonOptions> complete, CancellationToken cancellation) => Task.Run(
        () =>
        {
            ProblemList problems = new();
            OutputChannels channels = outputs.Open(parse, problems);
            reports.Check(parse, outputs.Overwrite(parse), outputs.JsonPath(parse), problems);
            ProjectFile project = data.ReadProject(problems);
            RunOptions run = data.Read(parse, project, problems);
            ComparisonOptions options = complete(new ComparisonOptions
            {
                Run = run,
                Models = [],
                Statistics = parse.GetValue(statistics) ?? [],
                Metrics = metrics.Read(parse, run.Seed, run.Inference.Threads),
                Splits = parse.GetValue(splits) ?? 1,
                Measures = measures.Read(parse),
                Requirements = parse.GetValue(require) is { Length: > 0 } given ? given : project.Require,
            });
            ComparisonResult result;
            using (RunProgress progress = channels.CreateProgress())
            {
                result = ComparisonRunner.Run(options, progress, cancellation);
            }

            reports.Write(parse, result);
            channels.WriteJson(() => JsonReport.Write(result));
            if (channels.ShowsTable)
            {
                ComparisonView.Write(result, channels.Text, channels.Width, channels.UsesColours);
            }

            channels.WriteNotes(Notes.Of(result));
            return result.Requirements.All(requirement => requirement.Met) ? ExitCode.Done : ExitCode.RequirementUnmet;
        },
        cancellation);
}
