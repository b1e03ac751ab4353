using System.CommandLine;
using ShiftEval.Cli.Options;
using ShiftEval.Cli.Rendering;
using ShiftEval.Diagnostics;
using ShiftEval.Inspection;
using ShiftEval.Onnx;
using ShiftEval.Reports;

namespace ShiftEval.Cli.Commands;

/// <summary><c>shifteval inspect MODEL</c></summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        Argument<string> model = new("MODEL") { Description = "ONNX file" };
        OutputOptions outputs = new();
        Command command = new("inspect", "Inputs, outputs, opset, BatchNorm layers and the health of their statistics") { model };
        outputs.AddTo(command);
        command.SetAction((parse, _) =>
        {
            ProblemList problems = new();
            OutputChannels channels = outputs.Open(parse, problems);
            OnnxModel? loaded = problems.Try(() => OnnxModel.Load(parse.GetRequiredValue(model)));
            problems.ThrowIfAny();
            InspectionResult result = ModelInspector.Inspect(loaded!);
            channels.WriteJson(() => JsonReport.Write(result));
            if (channels.ShowsTable)
            {
                InspectionView.Write(result, channels.Text, channels.Width);
            }

            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
