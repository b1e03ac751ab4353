namespace ShiftEval.Metrics;

/// <summary>Bootstrap replicates as a distribution: when they tell nothing, and their quantiles.</summary>
internal static class ReplicateDistribution
{
    /// <summary>Relative to the statistic's scale, what counts as a tie.</summary>
    public const double Rounding = 1e-12;

    /// <summary>Sorts the replicates, or says why no interval follows from them.</summary>
    /// <param name="replicates">The statistic on each resample; left in ascending order.</param>
    /// <param name="jackknife">The statistic with groups left out, which must be defined as well; may be empty.</param>
    /// <param name="tie">Gap that is rounding.</param>
    /// <returns>Null where the replicates can be used.</returns>
    public static Limits? Sort(double[] replicates, ReadOnlySpan<double> jackknife, double tie)
    {
        if (HasNaN(replicates) || HasNaN(jackknife))
        {
            return Limits.None("the value is not defined on some of the resamples");
        }

        Array.Sort(replicates);
        return replicates[^1] - replicates[0] <= tie ? Limits.None("every resample gave the same value") : null;
    }

    /// <summary>The interval between two quantiles; none where it has no width.</summary>
    public static Limits Between(double[] sorted, double lowShare, double highShare, double tie)
    {
        double low = Quantile(sorted, lowShare);
        double high = Quantile(sorted, highShare);
        return high - low <= tie ? Limits.None("the resamples give an interval without width") : new Limits(low, high, null);
    }

    private static double Quantile(double[] sorted, double share)
    {
        double position = share * (sorted.Length - 1);
        int index = Math.Min((int)position, sorted.Length - 2);
        return sorted[index] + ((position - index) * (sorted[index + 1] - sorted[index]));
    }

    private static bool HasNaN(ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            if (double.IsNaN(value))
            {
                return true;
            }
        }

        return false;
    }
}
