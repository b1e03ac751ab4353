using System.CommandLine;
using ShiftEval.Cli.Options;
using ShiftEval.Comparison.Store;
using ShiftEval.Diagnostics;

namespace ShiftEval.Cli.Commands.Stats;

/// <summary><c>shifteval stats merge FILE FILE… -o OUT</c></summary>
internal static class MergeCommand
{
    public static Command Create()
    {
        Argument<string[]> files = new("FILE...") { Description = "Files of moments, of one model and the same settings", Arity = ArgumentArity.OneOrMore };
        Option<string> output = new("--output", "-o") { HelpName = "OUT", Description = "File to write", Required = true };
        OutputOptions outputs = new();
        Command command = new("merge", "Add files of moments up") { files };
        command.Options.Add(output);
        outputs.AddTo(command);
        command.SetAction((parse, _) =>
        {
            ProblemList problems = new();
            string path = parse.GetRequiredValue(output);
            OutputChannels channels = outputs.Open(parse, problems, path);
            problems.ThrowIfAny();
            StatsOutput.Write(StatisticsAddition.Merge(parse.GetRequiredValue(files), path, outputs.Overwrite(parse)), channels);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
