using System.CommandLine;
using ShiftEval.Cli.Rendering;
using ShiftEval.Reports;
using ShiftEval.Scenarios;

namespace ShiftEval.Cli.Commands;

/// <summary><c>shifteval demo</c>: the scenario leave-one-lab-out on the models and images that come with the program.</summary>
internal static class DemoCommand
{
    private static readonly string Shipped = Path.Combine(AppContext.BaseDirectory, "demo", "scenarios", "leave-one-lab-out.json");

    public static Command Create(string folder)
    {
        Command command = new("demo", "The main job end to end on shipped models and synthetic images, offline");
        ScenarioRun run = new(command, "Folder of the results (default: shifteval-demo here)");
        command.SetAction((parse, cancellation) => run.Run(
            parse,
            Shipped,
            Path.Combine(folder, "shifteval-demo"),
            (scenario, result, output, channels) => WriteFindings(scenario, result, Shown(output, folder), channels),
            cancellation));
        return command;
    }

    private static void WriteFindings(ScenarioFile scenario, ScenarioResult result, string place, OutputChannels channels)
    {
        string files = $"Files: {place}/{ScenarioFiles.Tables} has these tables and every network's interval of the differences, {place}/{ScenarioFiles.Result} the same for machines; "
            + $"the images are synthetic, and the protocol is scenarios/{Path.GetFileName(Shipped)}.";
        channels.Text.WriteLine();
        foreach (string sentence in NewLabFindings.Of(scenario, result).Append(files))
        {
            Paragraph.Write(sentence, channels.Text, channels.Width);
        }
    }

    // A folder below the working folder is named from there.
    private static string Shown(string output, string folder)
    {
        string relative = Path.GetRelativePath(folder, output);
        return relative.StartsWith("..", StringComparison.Ordinal) ? output : relative;
    }
}
