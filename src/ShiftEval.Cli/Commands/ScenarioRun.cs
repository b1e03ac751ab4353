using System.CommandLine;
using ShiftEval.Cli.Options;
using ShiftEval.Cli.Rendering;
using ShiftEval.Diagnostics;
using ShiftEval.Reports;
using ShiftEval.Scenarios;

namespace ShiftEval.Cli.Commands;

/// <summary>What <c>scenario</c> and <c>demo</c> share: running a scenario into a folder and showing its tables.</summary>
internal sealed class ScenarioRun
{
    private readonly Option<string?> output;
    private readonly DeviceOptions device = new();
    private readonly OutputOptions outputs = new();

    public ScenarioRun(Command command, string outputDescription)
    {
        output = OptionValues.Text("--output", "FOLDER", outputDescription, "-o");
        foreach (Option option in device.All.Prepend(output))
        {
            command.Options.Add(option);
        }

        outputs.AddTo(command);
    }

    /// <summary>Runs and shows.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="path">The scenario file.</param>
    /// <param name="defaultOutput">The folder of the results where none is given.</param>
    /// <param name="conclude">What the command itself says after the tables: of the scenario, its result and the folder.</param>
    /// <param name="cancellation">Ends the run; finished cells are kept.</param>
    public Task<int> Run(
        ParseResult parse, string path, string defaultOutput, Action<ScenarioFile, ScenarioResult, string, OutputChannels> conclude, CancellationToken cancellation) => Task.Run(
        () =>
        {
            ProblemList problems = new();
            OutputChannels channels = outputs.Open(parse, problems);
            ScenarioFile? scenario = problems.Try(() => ScenarioFile.Load(path));
            ScenarioOptions options = new()
            {
                Output = parse.GetValue(output) ?? defaultOutput,
                Inference = device.Inference(parse, problems),
                MemoryBytes = device.Memory(parse, problems),
            };
            problems.ThrowIfAny();
            ScenarioResult result;
            using (RunProgress progress = channels.CreateProgress())
            {
                result = ScenarioRunner.Run(scenario!, options, progress, cancellation);
            }

            ScenarioFiles.Write(result, options.Output);
            channels.WriteJson(() => JsonReport.Write(result));
            channels.WriteNotes(result.Warnings.Select(warning => warning.Domain is { } domain ? $"{domain}: {warning.Message}" : warning.Message));
            if (channels.ShowsTable)
            {
                ScenarioView.Write(result, channels.Text, channels.Width);
                conclude(scenario!, result, options.Output, channels);
            }

            return ExitCode.Done;
        },
        cancellation);
}
