using System.CommandLine;

namespace ShiftEval.Cli.Commands.Stats;

/// <summary><c>shifteval stats</c>: statistics as files.</summary>
internal static class StatsCommand
{
    public static Command Create(string folder) => new("stats", "Statistics as files: measured in parts, added up, taken from models and put into them")
    {
        CollectCommand.Create(folder),
        MergeCommand.Create(),
        SubtractCommand.Create(),
        ExtractCommand.Create(),
        ApplyCommand.Create(),
        ShowCommand.Create(),
        DiffCommand.Create(),
    };
}
