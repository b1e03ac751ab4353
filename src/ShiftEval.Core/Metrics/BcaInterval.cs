namespace ShiftEval.Metrics;

/// <summary>Efron's bias-corrected and accelerated interval.</summary>
/// <remarks>
/// Efron and Tibshirani (1993), 14.3. Replicates tied with the estimate count half in the bias correction,
/// and quantiles interpolate linearly, both as in SciPy.
/// </remarks>
internal static class BcaInterval
{
    /// <summary>Limits from replicates and jackknife values.</summary>
    /// <param name="estimate">The statistic on the data.</param>
    /// <param name="replicates">The statistic on each resample; left in ascending order.</param>
    /// <param name="jackknife">The statistic with each group left out.</param>
    /// <param name="confidence">Coverage.</param>
    /// <param name="scale">The size of the numbers that went into the statistic; replicates closer than rounding of it are ties.</param>
    public static Limits Compute(double estimate, double[] replicates, ReadOnlySpan<double> jackknife, double confidence, double scale)
    {
        double tie = ReplicateDistribution.Rounding * scale;
        if (ReplicateDistribution.Sort(replicates, jackknife, tie) is { } degenerate)
        {
            return degenerate;
        }

        int below = 0;
        int notAbove = 0;
        foreach (double replicate in replicates)
        {
            below += replicate < estimate - tie ? 1 : 0;
            notAbove += replicate <= estimate + tie ? 1 : 0;
        }

        double bias = Distributions.NormalQuantile((below + notAbove) / (2.0 * replicates.Length));
        if (!double.IsFinite(bias))
        {
            return Limits.None("every resample fell on one side of the value");
        }

        double acceleration = Acceleration(jackknife, tie);
        double quantile = Distributions.NormalQuantile((1 + confidence) / 2);
        double? lowShare = Share(bias, acceleration, -quantile);
        double? highShare = Share(bias, acceleration, quantile);
        if (lowShare is null || highShare is null)
        {
            return Limits.None("the resamples are too skewed for the bootstrap's correction");
        }

        return ReplicateDistribution.Between(replicates, lowShare.Value, highShare.Value, tie);
    }

    /// <summary>The acceleration: a sixth of the jackknife's skewness.</summary>
    internal static double Acceleration(ReadOnlySpan<double> jackknife, double tie)
    {
        double mean = 0;
        foreach (double value in jackknife)
        {
            mean += value / jackknife.Length;
        }

        double squares = 0;
        double cubes = 0;
        double largest = 0;
        foreach (double value in jackknife)
        {
            double gap = mean - value;
            squares += gap * gap;
            cubes += gap * gap * gap;
            largest = Math.Max(largest, Math.Abs(gap));
        }

        // Where leaving any group out changes nothing, the skewness would be that of rounding.
        return largest <= tie ? 0 : cubes / (6 * Math.Pow(squares, 1.5));
    }

    private static double? Share(double bias, double acceleration, double quantile)
    {
        double sum = bias + quantile;
        double divisor = 1 - (acceleration * sum);
        return divisor > 0 ? Distributions.NormalCdf(bias + (sum / divisor)) : null;
    }
}
