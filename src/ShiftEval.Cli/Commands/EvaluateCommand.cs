using System.CommandLine;
using ShiftEval.Comparison;

namespace ShiftEval.Cli.Commands;

/// <summary><c>shifteval evaluate MODEL</c></summary>
internal static class EvaluateCommand
{
    private const string DefaultStatistics = "ema";

    public static Command Create(string folder)
    {
        Argument<string> model = new("MODEL") { Description = "ONNX file" };
        Command command = new("evaluate", "Metrics of one model in each domain, as it stands") { model };
        ComparisonCommand shared = new(command, DefaultStatistics, folder);
        command.SetAction((parse, cancellation) => shared.Run(
            parse,
            options => options with
            {
                Models = [parse.GetRequiredValue(model)],
                DefaultStatistics = DefaultStatistics,
                Schema = ComparisonOptions.EvaluateSchema,
            },
            cancellation));
        return command;
    }
}
