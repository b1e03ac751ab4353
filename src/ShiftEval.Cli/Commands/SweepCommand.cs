using System.CommandLine;
using ShiftEval.Cli.Options;
using ShiftEval.Cli.Rendering;
using ShiftEval.Comparison.Setup;
using ShiftEval.Diagnostics;
using ShiftEval.Reports;
using ShiftEval.Sweeps;

namespace ShiftEval.Cli.Commands;

/// <summary><c>shifteval sweep MODEL --over samples</c></summary>
internal static class SweepCommand
{
    public static Command Create(string folder)
    {
        Argument<string> model = new("MODEL") { Description = "ONNX file" };
        Command command = new("sweep", "The curve of a metric: over samples, batch size, source weight, momentum or layers") { model };
        SweepOptionSet sweep = new();
        DataOptions data = new(folder, scoring: true);
        MetricOptionSet metrics = new();
        OutputOptions outputs = new();
        sweep.AddTo(command);
        data.AddTo(command);
        metrics.AddTo(command);
        outputs.AddTo(command);
        command.SetAction((parse, cancellation) => Task.Run(
            () =>
            {
                ProblemList problems = new();
                OutputChannels channels = outputs.Open(parse, problems);
                RunOptions run = data.Read(parse, problems);
                SweepOptions options = sweep.Complete(
                    new SweepOptions
                    {
                        Run = run,
                        Model = parse.GetRequiredValue(model),
                        Over = SweepAxis.Samples,
                        Metrics = metrics.Read(parse, run.Seed, run.Inference.Threads),
                    },
                    parse,
                    problems);
                SweepResult result;
                using (RunProgress progress = channels.CreateProgress())
                {
                    result = SweepRunner.Run(options with { Run = run with { Problems = problems.Problems } }, progress, cancellation);
                }

                channels.WriteJson(() => JsonReport.Write(result));
                if (channels.ShowsTable)
                {
                    SweepView.Write(result, channels.Text, channels.Width);
                }

                channels.WriteNotes(Notes.Of(result.Warnings));
                return ExitCode.Done;
            },
            cancellation));
        return command;
    }
}
