using System.CommandLine;
using ShiftEval.Cli.Options;
using ShiftEval.Comparison;
using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Setup;
using ShiftEval.Diagnostics;

namespace ShiftEval.Cli.Commands;

/// <summary>What <c>evaluate</c> and <c>compare</c> share: both score cells and show them.</summary>
internal sealed class ComparisonCommand
{
    private readonly Option<string[]> statistics;
    private readonly DataOptions data;
    private readonly MetricOptionSet metrics = new();
    private readonly MeasureOptionSet measures = new();
    private readonly ResultOptions results = new();
    private readonly Option<int?> splits = OptionValues.Count("--splits", "R", "Divide into adapt and test R times and tell the SD over them (default: once)", least: 1);

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
        results.AddTo(command);
    }

    /// <summary>Runs and shows; <paramref name="complete"/> adds what the command itself knows.</summary>
    public Task<int> Run(ParseResult parse, Func<ComparisonOptions, ComparisonOptions> complete, CancellationToken cancellation) => Task.Run(
        () =>
        {
            ProblemList problems = new();
            OutputChannels channels = results.Open(parse, problems);
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
                Requirements = results.Requirements(parse, project),
            });
            ComparisonResult result;
            using (RunProgress progress = channels.CreateProgress())
            {
                result = ComparisonRunner.Run(options, progress, cancellation);
            }

            return results.Show(parse, result, channels);
        },
        cancellation);
}
