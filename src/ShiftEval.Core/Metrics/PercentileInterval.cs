namespace ShiftEval.Metrics;

/// <summary>Efron's percentile interval: quantiles of the replicates, interpolated linearly.</summary>
/// <remarks>Efron and Tibshirani (1993), 13.3.</remarks>
internal static class PercentileInterval
{
    /// <summary>Limits from replicates.</summary>
    /// <param name="replicates">The statistic on each resample; left in ascending order.</param>
    /// <param name="confidence">Coverage.</param>
    /// <param name="scale">The size of the numbers that went into the statistic; replicates closer than rounding of it are ties.</param>
    public static Limits Compute(double[] replicates, double confidence, double scale)
    {
        double tie = ReplicateDistribution.Rounding * scale;
        return ReplicateDistribution.Sort(replicates, [], tie)
            ?? ReplicateDistribution.Between(replicates, (1 - confidence) / 2, (1 + confidence) / 2, tie);
    }
}
