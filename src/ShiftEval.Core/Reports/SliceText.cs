using ShiftEval.Comparison.Results;

namespace ShiftEval.Reports;

/// <summary>What a slice is called.</summary>
public static class SliceText
{
    /// <summary>The column's value; where the manifest has none, that.</summary>
    public static string Value(SliceResult slice)
    {
        ArgumentNullException.ThrowIfNull(slice);
        return slice.Value.Length > 0 ? slice.Value : "(empty)";
    }

    /// <summary>The domain, or that all scored ones are taken together.</summary>
    public static string Domain(SliceResult slice)
    {
        ArgumentNullException.ThrowIfNull(slice);
        return slice.Domain ?? "(all)";
    }
}
