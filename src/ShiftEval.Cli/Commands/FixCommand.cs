using System.CommandLine;
using ShiftEval.Cli.Options;
using ShiftEval.Cli.Rendering;
using ShiftEval.Comparison;
using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Setup;
using ShiftEval.Diagnostics;
using ShiftEval.Reports;

namespace ShiftEval.Cli.Commands;

/// <summary><c>shifteval fix MODEL -o OUT</c></summary>
internal static class FixCommand
{
    private const string Stored = "ema";

    public static Command Create(string folder)
    {
        Argument<string> model = new("MODEL") { Description = "ONNX file; it is left as it is" };
        Option<string> output = new("--output", "-o") { HelpName = "OUT", Description = "File to write", Required = true };
        Option<string?> statistics = new("--statistics")
        {
            HelpName = "SPEC",
            Description = "Where mean and variance come from (default: ema, those that the file holds; others need --data)",
        };
        DataOptions data = new(folder, scoring: false);
        OutputOptions outputs = new();
        Command command = new("fix", "Write a training-mode export as an inference-mode file") { model };
        command.Options.Add(output);
        command.Options.Add(statistics);
        data.AddTo(command);
        outputs.AddTo(command);
        command.SetAction((parse, cancellation) => Task.Run(
            () =>
            {
                ProblemList problems = new();
                string path = parse.GetRequiredValue(output);
                OutputChannels channels = outputs.Open(parse, problems, path);
                RunOptions run = data.Read(parse, problems);
                FixOptions options = new()
                {
                    Model = parse.GetRequiredValue(model),
                    Output = path,
                    Overwrite = outputs.Overwrite(parse),
                    Statistics = parse.GetValue(statistics) ?? Stored,
                    Run = run,
                };
                problems.ThrowIfAny();
                FixResult result;
                using (RunProgress progress = channels.CreateProgress())
                {
                    result = FixRunner.Run(options, progress, cancellation);
                }

                channels.WriteJson(() => JsonReport.Write(result));
                if (channels.ShowsTable)
                {
                    FixView.Write(result, channels.Text, channels.Width);
                }

                channels.WriteNotes(Notes.Of(result.Warnings));
                return ExitCode.Done;
            },
            cancellation));
        return command;
    }
}
