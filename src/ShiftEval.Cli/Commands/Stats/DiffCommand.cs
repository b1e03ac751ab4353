using System.CommandLine;
using ShiftEval.Cli.Options;
using ShiftEval.Cli.Rendering;
using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Store;
using ShiftEval.Diagnostics;
using ShiftEval.Reports;

namespace ShiftEval.Cli.Commands.Stats;

/// <summary><c>shifteval stats diff A B</c></summary>
internal static class DiffCommand
{
    public static Command Create()
    {
        Argument<string> from = new("A") { Description = "Statistics file or ONNX file that differences start from" };
        Argument<string> to = new("B") { Description = "The other" };
        OutputOptions outputs = new();
        Command command = new("diff", "How far the statistics of two files or models lie apart, layer by layer") { from, to };
        outputs.AddTo(command);
        command.SetAction((parse, _) =>
        {
            ProblemList problems = new();
            OutputChannels channels = outputs.Open(parse, problems);
            problems.ThrowIfAny();
            StatisticsDiffResult result = StatisticsInspector.Diff(parse.GetRequiredValue(from), parse.GetRequiredValue(to));
            channels.WriteJson(() => JsonReport.Write(result));
            if (channels.ShowsTable)
            {
                StatisticsView.Write(result, channels.Text, channels.Width);
            }

            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
