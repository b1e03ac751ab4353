using System.CommandLine;

namespace ShiftEval.Cli.Commands;

/// <summary><c>shifteval compare MODEL [MODEL...]</c></summary>
internal static class CompareCommand
{
    private const string DefaultStatistics = "ema,precise,domain";

    public static Command Create(string folder)
    {
        Argument<string[]> models = new("MODEL") { Arity = ArgumentArity.OneOrMore, Description = "ONNX files, each as PATH or NAME=PATH" };
        Option<string?> reference = new("--reference")
        {
            HelpName = "SPEC|MODEL",
            Description = "What differences start from (default: the first spec of the first model)",
        };
        Command command = new("compare", "Statistics × domain × model: metrics with intervals, paired differences, verdicts") { models };
        command.Options.Add(reference);
        ComparisonCommand shared = new(command, DefaultStatistics, folder);
        command.SetAction((parse, cancellation) => shared.Run(
            parse,
            options => options with
            {
                Models = parse.GetRequiredValue(models),
                DefaultStatistics = DefaultStatistics,
                Reference = parse.GetValue(reference),
            },
            cancellation));
        return command;
    }
}
