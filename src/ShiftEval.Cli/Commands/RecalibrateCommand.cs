using System.CommandLine;
using ShiftEval.Cli.Options;
using ShiftEval.Cli.Rendering;
using ShiftEval.Comparison;
using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;
using ShiftEval.Reports;

namespace ShiftEval.Cli.Commands;

/// <summary><c>shifteval recalibrate MODEL --domain labC</c></summary>
internal static class RecalibrateCommand
{
    public static Command Create(string folder)
    {
        Argument<string> model = new("MODEL") { Description = "ONNX file; it is left as it is" };
        Option<string?> statistics = new("--statistics") { HelpName = "SPEC", Description = "Where mean and variance come from (default: domain)" };
        Option<string?> output = new("--output", "-o")
        {
            HelpName = "PATH",
            Description = "File to write; {domain} in it gives one file a domain (default: MODEL.DOMAIN.onnx here)",
        };
        Option<bool> all = new("--all") { Description = "Use every image of the domains, whatever its split" };
        Option<bool> bundle = new("--bundle") { Description = "One file for all domains, chosen sample by sample through an input domain (default: MODEL.bundle.onnx here)" };
        DataOptions data = new(folder, scoring: false, predicting: true);
        OutputOptions outputs = new();
        Command command = new("recalibrate", "Write the model with statistics of a domain: no labels, no gradients") { model };
        command.Options.Add(statistics);
        command.Options.Add(output);
        command.Options.Add(bundle);
        command.Options.Add(all);
        data.AddTo(command);
        outputs.AddTo(command);
        command.SetAction((parse, cancellation) => Task.Run(
            () =>
            {
                ProblemList problems = new();
                OutputChannels channels = outputs.Open(parse, problems, parse.GetValue(output));
                RecalibrationOptions options = new()
                {
                    Run = data.Read(parse, problems),
                    Model = parse.GetRequiredValue(model),
                    Statistics = parse.GetValue(statistics) ?? "domain",
                    Output = parse.GetValue(output),
                    Overwrite = outputs.Overwrite(parse),
                    Bundle = parse.GetValue(bundle),
                    All = parse.GetValue(all),
                };
                IReadOnlyList<RecalibrationResult> results;
                using (RunProgress progress = channels.CreateProgress())
                {
                    results = Recalibrator.Run(options, progress, cancellation);
                }

                channels.WriteJson(() => JsonReport.Write(results));
                if (channels.ShowsTable)
                {
                    RecalibrationView.Write(results, channels.Text, channels.Width);
                }

                channels.WriteNotes(Notes.Of(results.SelectMany(result => result.Warnings)));
                return ExitCode.Done;
            },
            cancellation));
        return command;
    }
}
