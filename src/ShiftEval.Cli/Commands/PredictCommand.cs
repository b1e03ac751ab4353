using System.CommandLine;
using ShiftEval.Cli.Options;
using ShiftEval.Cli.Rendering;
using ShiftEval.Comparison;
using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Setup;
using ShiftEval.Diagnostics;
using ShiftEval.Reports;

namespace ShiftEval.Cli.Commands;

/// <summary><c>shifteval predict MODEL -o FILE</c></summary>
internal static class PredictCommand
{
    public static Command Create(string folder)
    {
        Argument<string> model = new("MODEL") { Description = "ONNX file, as PATH or NAME=PATH" };
        Option<string> output = new("-o") { HelpName = "FILE", Description = "File to write: .csv or .parquet", Required = true };
        Option<string[]> statistics = OptionValues.Texts("--statistics", "SPEC", "Where mean and variance come from; repeatable, or separated by commas (default: ema)");
        DataOptions data = new(folder, scoring: true);
        OutputOptions outputs = new();
        Command command = new("predict", "Write the model's predictions, sample by sample, labelled or not") { model };
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
                PredictionResult result;
                using (RunProgress progress = channels.CreateProgress())
                {
                    result = PredictRunner.Run(
                        new PredictOptions
                        {
                            Run = run,
                            Model = parse.GetRequiredValue(model),
                            Statistics = parse.GetValue(statistics) ?? [],
                            Output = path,
                            Overwrite = outputs.Overwrite(parse),
                        },
                        progress,
                        cancellation);
                }

                channels.WriteJson(() => JsonReport.Write(result));
                if (channels.ShowsTable)
                {
                    PredictionView.Write(result, channels.Text, channels.Width);
                }

                channels.WriteNotes(Notes.Of(result.Warnings));
                return ExitCode.Done;
            },
            cancellation));
        return command;
    }
}
