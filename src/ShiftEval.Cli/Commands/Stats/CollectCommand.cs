using System.CommandLine;
using ShiftEval.Cli.Options;
using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Store;
using ShiftEval.Diagnostics;
using ShiftEval.Estimation;

namespace ShiftEval.Cli.Commands.Stats;

/// <summary><c>shifteval stats collect MODEL --statistics SPEC -o FILE</c></summary>
internal static class CollectCommand
{
    public static Command Create(string folder)
    {
        Argument<string> model = new("MODEL") { Description = "ONNX file" };
        Option<string?> statistics = new("--statistics") { HelpName = "SPEC", Description = "domain, precise, test or from=NAME with its keys (default: domain)" };
        Option<string?> output = new("--output", "-o") { HelpName = "FILE", Description = "File to write (default: MODEL.DOMAIN.safetensors here)" };
        Option<string?> shard = new("--shard") { HelpName = "I/N", Description = "Measure the I-th of N parts of the batches, counted from 1; with method=minibatch or frozen" };
        DataOptions data = new(folder, scoring: false);
        OutputOptions outputs = new();
        Command command = new("collect", "Measure moments of the layers on images, into a file") { model };
        command.Options.Add(statistics);
        command.Options.Add(output);
        command.Options.Add(shard);
        data.AddTo(command);
        outputs.AddTo(command);
        command.SetAction((parse, cancellation) => Task.Run(
            () =>
            {
                ProblemList problems = new();
                OutputChannels channels = outputs.Open(parse, problems, parse.GetValue(output));
                StatsCollectOptions options = new()
                {
                    Model = parse.GetRequiredValue(model),
                    Statistics = parse.GetValue(statistics) ?? "domain",
                    Output = parse.GetValue(output),
                    Overwrite = outputs.Overwrite(parse),
                    Shard = parse.GetValue(shard) is { } part ? problems.Try(() => (BatchShard?)BatchShard.Parse(part)) : null,
                    Run = data.Read(parse, problems),
                };
                StatisticsFileResult result;
                using (RunProgress progress = channels.CreateProgress())
                {
                    result = StatisticsCollector.Run(options, progress, cancellation);
                }

                StatsOutput.Write(result, channels);
                return ExitCode.Done;
            },
            cancellation));
        return command;
    }
}
