namespace ShiftEval.Metrics;

/// <summary>Holm's step-down adjustment, which keeps the chance of any false finding in a family at the level.</summary>
/// <remarks>Holm (1979). No assumption on how the tests depend on each other.</remarks>
public static class Holm
{
    /// <summary>Adjusts a family's p-values.</summary>
    /// <param name="p">P-values; null and NaN stay as null and do not count into the family.</param>
    /// <returns>Adjusted values in the given order, each at most 1 and not below its own p.</returns>
    public static double?[] Adjust(IReadOnlyList<double?> p)
    {
        ArgumentNullException.ThrowIfNull(p);
        double?[] adjusted = new double?[p.Count];
        int[] family = [.. Enumerable.Range(0, p.Count).Where(i => p[i] is double value && !double.IsNaN(value)).OrderBy(i => p[i])];
        double floor = 0;
        for (int rank = 0; rank < family.Length; rank++)
        {
            floor = Math.Max(floor, Math.Min(1, (family.Length - rank) * p[family[rank]]!.Value));
            adjusted[family[rank]] = floor;
        }

        return adjusted;
    }
}
