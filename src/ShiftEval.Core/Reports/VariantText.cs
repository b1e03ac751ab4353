using ShiftEval.Comparison.Results;

namespace ShiftEval.Reports;

/// <summary>What statistics are called in tables.</summary>
public static class VariantText
{
    /// <summary>The spec as given, with the asterisk of statistics that the scored images themselves gave.</summary>
    public static string Statistics(ComparisonResult result, string model, string statistics)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Cells.Any(cell => cell.Transductive && cell.Model == model && cell.Statistics == statistics) ? $"{statistics} *" : statistics;
    }
}
