using System.CommandLine;
using ShiftEval.Cli.Options;
using ShiftEval.Comparison.Store;
using ShiftEval.Diagnostics;

namespace ShiftEval.Cli.Commands.Stats;

/// <summary><c>shifteval stats subtract ALL PART -o OUT</c></summary>
internal static class SubtractCommand
{
    public static Command Create()
    {
        Argument<string> all = new("ALL") { Description = "File of moments" };
        Argument<string> part = new("PART") { Description = "File of moments of some of its samples" };
        Option<string> output = new("--output", "-o") { HelpName = "OUT", Description = "File to write", Required = true };
        OutputOptions outputs = new();
        Command command = new("subtract", "Take the moments of a part out of a file again") { all, part };
        command.Options.Add(output);
        outputs.AddTo(command);
        command.SetAction((parse, _) =>
        {
            ProblemList problems = new();
            string path = parse.GetRequiredValue(output);
            OutputChannels channels = outputs.Open(parse, problems, path);
            problems.ThrowIfAny();
            StatsOutput.Write(StatisticsAddition.Subtract(parse.GetRequiredValue(all), parse.GetRequiredValue(part), path, outputs.Overwrite(parse)), channels);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
