using System.CommandLine;
using ShiftEval.Reports;

namespace ShiftEval.Cli.Commands;

/// <summary><c>shifteval scenario FILE</c></summary>
internal static class ScenarioCommand
{
    public static Command Create(string folder)
    {
        Argument<string> file = new("FILE") { Description = "Scenario file (JSON; docs/scenario.schema.json)" };
        Command command = new("scenario", "A whole protocol from one JSON file: models × statistics × domains, one table a question") { file };
        ScenarioRun run = new(command, "Folder of the results; finished cells are kept there and not computed again (default: NAME.results here)");
        command.SetAction((parse, cancellation) =>
        {
            string path = parse.GetRequiredValue(file);
            return run.Run(
                parse,
                path,
                Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(path)}.results"),
                (_, _, output, channels) => channels.Text.WriteLine($"Wrote {Path.Combine(output, ScenarioFiles.Tables)} and {ScenarioFiles.Result}."),
                cancellation);
        });
        return command;
    }
}
