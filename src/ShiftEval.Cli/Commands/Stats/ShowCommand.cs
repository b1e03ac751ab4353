using System.CommandLine;
using ShiftEval.Cli.Options;
using ShiftEval.Cli.Rendering;
using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Store;
using ShiftEval.Diagnostics;
using ShiftEval.Reports;

namespace ShiftEval.Cli.Commands.Stats;

/// <summary><c>shifteval stats show FILE|MODEL</c></summary>
internal static class ShowCommand
{
    public static Command Create()
    {
        Argument<string> file = new("FILE|MODEL") { Description = "Statistics file or ONNX file" };
        OutputOptions outputs = new();
        Command command = new("show", "What a statistics file or a model holds, and where it comes from") { file };
        outputs.AddTo(command);
        command.SetAction((parse, _) =>
        {
            ProblemList problems = new();
            OutputChannels channels = outputs.Open(parse, problems);
            problems.ThrowIfAny();
            StatisticsShowResult result = StatisticsInspector.Show(parse.GetRequiredValue(file));
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
