using ShiftEval.Diagnostics;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Scenarios;

/// <summary>Which cells belong to a table: one rule before the work, where it finds tables that would stay empty, and after it.</summary>
internal static class TableFilter
{
    private const string LeftOut = "{leftOut}";

    /// <summary>A spec as cells carry it; text that is no spec stays as it is and meets no cell.</summary>
    public static string Canonical(string spec)
    {
        try
        {
            return SpecParser.ParseOne(spec).Canonical;
        }
        catch (InputException)
        {
            return spec;
        }
    }

    /// <param name="table">The table.</param>
    /// <param name="cell">Gives a cell's value of a dimension or key.</param>
    public static bool Fits(ScenarioTable table, Func<string, string?> cell) =>
        cell(table.Rows) is not null
        && cell(table.Columns) is not null
        && (table.Minus is null || cell("statistics") != Canonical(table.Minus))
        && table.Where.All(condition => Meets(condition.Key, condition.Value, cell));

    private static bool Meets(string key, string value, Func<string, string?> cell) =>
        cell(key) is { } own
        && (value == LeftOut
            ? own == cell("leftOut")
            : value.Split('|').Any(text => own == text || (key == "statistics" && own == Canonical(text))));
}
