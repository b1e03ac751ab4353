using Spectre.Console;

namespace ShiftEval.Cli.Rendering;

/// <summary>Tables with a rule under the header and no other lines; texts are never read as markup.</summary>
internal static class Tables
{
    public static Table Create() => new Table().Border(TableBorder.Simple);

    public static void AddRow(Table table, IEnumerable<string> cells) => table.AddRow(cells.Select(cell => new Text(cell)));
}
