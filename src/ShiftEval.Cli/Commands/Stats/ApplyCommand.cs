using System.CommandLine;
using ShiftEval.Cli.Options;
using ShiftEval.Cli.Rendering;
using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Store;
using ShiftEval.Diagnostics;
using ShiftEval.Reports;

namespace ShiftEval.Cli.Commands.Stats;

/// <summary><c>shifteval stats apply MODEL FILE -o OUT</c></summary>
internal static class ApplyCommand
{
    public static Command Create()
    {
        Argument<string> model = new("MODEL") { Description = "ONNX file; it is left as it is" };
        Argument<string> file = new("FILE") { Description = "Statistics file of that model" };
        Option<string> output = new("--output", "-o") { HelpName = "OUT", Description = "Model to write", Required = true };
        OutputOptions outputs = new();
        Command command = new("apply", "Write the model with the statistics of a file; no image is read") { model, file };
        command.Options.Add(output);
        outputs.AddTo(command);
        command.SetAction((parse, _) =>
        {
            ProblemList problems = new();
            string path = parse.GetRequiredValue(output);
            OutputChannels channels = outputs.Open(parse, problems, path);
            problems.ThrowIfAny();
            StatisticsApplyResult result = StatisticsApplier.Run(parse.GetRequiredValue(model), parse.GetRequiredValue(file), path, outputs.Overwrite(parse));
            channels.WriteJson(() => JsonReport.Write(result));
            if (channels.ShowsTable)
            {
                StatisticsView.Write(result, channels.Text, channels.Width);
            }

            channels.WriteNotes(Notes.Of(result.Warnings));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
