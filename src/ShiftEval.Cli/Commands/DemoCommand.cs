using System.CommandLine;
using ShiftEval.Cli.Options;
using ShiftEval.Cli.Rendering;
using ShiftEval.Diagnostics;
using ShiftEval.Reports;
using ShiftEval.Scenarios;

namespace ShiftEval.Cli.Commands;

/// <summary><c>shifteval demo</c>: the scenario leave-one-lab-out on the models and images that come with the program.</summary>
internal static class DemoCommand
{
    private static readonly string Shipped = Path.Combine(AppContext.BaseDirectory, "demo", "scenarios", "leave-one-lab-out.json");

    private const string DefaultOutput = "shifteval-demo";

    public static Command Create(string folder)
    {
        Option<string?> output = OptionValues.Text("--output", "FOLDER", "Folder of the results (default: shifteval-demo here)", "-o");
        DeviceOptions device = new();
        OutputOptions outputs = new();
        Command command = new("demo", "The main job end to end on shipped models and synthetic images, offline");
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
                ScenarioFile? scenario = problems.Try(() => ScenarioFile.Load(Shipped));
                ScenarioOptions options = new()
                {
                    Output = parse.GetValue(output) ?? Path.Combine(folder, DefaultOutput),
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
                if (channels.ShowsTable)
                {
                    ScenarioView.Write(result, channels.Text, channels.Width);
                    WriteFindings(scenario!, result, parse.GetValue(output) ?? DefaultOutput, channels);
                }

                return ExitCode.Done;
            },
            cancellation));
        return command;
    }

    private static void WriteFindings(ScenarioFile scenario, ScenarioResult result, string place, OutputChannels channels)
    {
        channels.Text.WriteLine();
        foreach (string sentence in NewLabFindings.Of(scenario, result))
        {
            foreach (string line in Paragraph.Wrap(sentence, channels.Width))
            {
                channels.Text.WriteLine(line);
            }
        }

        foreach (string line in Paragraph.Wrap($"Files: {place}/{ScenarioFiles.Tables} has these tables with every network's interval, {place}/{ScenarioFiles.Result} the same for machines; the images are synthetic, and the protocol is {Path.GetFileName(Shipped)}.", channels.Width))
        {
            channels.Text.WriteLine(line);
        }
    }
}
