using System.CommandLine;
using ShiftEval.Cli.Options;
using ShiftEval.Cli.Rendering;
using ShiftEval.Diagnostics;
using ShiftEval.Reports;

namespace ShiftEval.Cli.Commands.Stats;

/// <summary><c>shifteval stats specs</c></summary>
internal static class SpecsCommand
{
    public static Command Create()
    {
        OutputOptions outputs = new();
        Command command = new("specs", "The language of --statistics: every form with its formula and source");
        outputs.AddTo(command);
        command.SetAction((parse, _) =>
        {
            ProblemList problems = new();
            OutputChannels channels = outputs.Open(parse, problems);
            problems.ThrowIfAny();
            channels.WriteJson(JsonReport.WriteSpecs);
            if (channels.ShowsTable)
            {
                SpecsView.Write(channels.Text, channels.Width);
            }

            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
