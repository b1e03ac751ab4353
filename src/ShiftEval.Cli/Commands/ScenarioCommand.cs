using System.CommandLine;
using ShiftEval.Cli.Options;
using ShiftEval.Cli.Rendering;
using ShiftEval.Diagnostics;
using ShiftEval.Reports;
using ShiftEval.Scenarios;

namespace ShiftEval.Cli.Commands;

/// <summary><c>shifteval scenario FILE</c></summary>
internal static class ScenarioCommand
{
    public static Command Create(string folder)
    {
        Argument<string> file = new("FILE") { Description = "Scenario file (JSON; docs/scenario.schema.json)" };
        Option<string?> output = OptionValues.Text("--output", "FOLDER", "Folder of the results; finished cells are kept there and not computed again (default: NAME.results here)", "-o");
        DeviceOptions device = new();
        OutputOptions outputs = new();
        Command command = new("scenario", "A whole protocol from one JSON file: models × statistics × domains, one table a question") { file };
        foreach (Option option in device.All.Prepend(output))
        {
            command.Options.Add(option);
        }

        outputs.AddTo(command);
        command.SetAction((parse, cancellation) => Task.Run(
            () =>
            {
                ProblemList problems = new();
                OutputChannels channels = outputs.Open(parse, problems);
                string path = parse.GetRequiredValue(file);
                ScenarioFile? scenario = problems.Try(() => ScenarioFile.Load(path));
                ScenarioOptions options = new()
                {
                    Output = parse.GetValue(output) ?? Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(path)}.results"),
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
                    channels.Text.WriteLine($"Wrote {Path.Combine(options.Output, ScenarioFiles.Tables)} and {ScenarioFiles.Result}.");
                }

                return ExitCode.Done;
            },
            cancellation));
        return command;
    }
}
