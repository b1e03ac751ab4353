using System.CommandLine;
using ShiftEval.Cli.Options;
using ShiftEval.Comparison.Store;
using ShiftEval.Diagnostics;

namespace ShiftEval.Cli.Commands.Stats;

/// <summary><c>shifteval stats extract MODEL -o FILE</c></summary>
internal static class ExtractCommand
{
    public static Command Create()
    {
        Argument<string> model = new("MODEL") { Description = "ONNX file" };
        Option<string> output = new("--output", "-o") { HelpName = "FILE", Description = "File to write", Required = true };
        OutputOptions outputs = new();
        Command command = new("extract", "Take the mean and variance that a model holds into a file") { model };
        command.Options.Add(output);
        outputs.AddTo(command);
        command.SetAction((parse, _) =>
        {
            ProblemList problems = new();
            string path = parse.GetRequiredValue(output);
            OutputChannels channels = outputs.Open(parse, problems, path);
            problems.ThrowIfAny();
            StatsOutput.Write(StatisticsExtractor.Run(parse.GetRequiredValue(model), path, outputs.Overwrite(parse)), channels);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
