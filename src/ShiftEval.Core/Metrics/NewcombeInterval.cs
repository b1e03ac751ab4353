namespace ShiftEval.Metrics;

/// <summary>Newcombe's interval of the difference of two proportions on the same samples.</summary>
/// <remarks>
/// Newcombe (1998), Statistics in Medicine 17, 2635–2650, method 10: Wilson's limits of both proportions, squared and added,
/// less twice their product with the correlation φ, whose numerator is corrected for continuity towards 0 where positive.
/// </remarks>
internal static class NewcombeInterval
{
    /// <summary>Limits of the second proportion less the first.</summary>
    /// <param name="both">Samples both predicted right.</param>
    /// <param name="onlyTo">Samples only the second predicted right.</param>
    /// <param name="onlyFrom">Samples only the first predicted right.</param>
    /// <param name="neither">Samples neither predicted right; at least one sample in all.</param>
    /// <param name="confidence">Coverage.</param>
    public static (double Low, double High) Paired(int both, int onlyTo, int onlyFrom, int neither, double confidence)
    {
        double n = (double)both + onlyTo + onlyFrom + neither;
        double quantile = Distributions.NormalQuantile((1 + confidence) / 2);
        double to = (both + onlyTo) / n;
        double from = (both + onlyFrom) / n;
        (double toLow, double toHigh) = WilsonInterval.Limits(to, n, quantile);
        (double fromLow, double fromHigh) = WilsonInterval.Limits(from, n, quantile);
        double correlation = Correlation(both, onlyTo, onlyFrom, neither);
        double low = to - from - Combine(to - toLow, fromHigh - from, correlation);
        double high = to - from + Combine(toHigh - to, from - fromLow, correlation);
        return (Math.Max(low, -1), Math.Min(high, 1));
    }

    private static double Correlation(double both, double onlyTo, double onlyFrom, double neither)
    {
        double product = (both + onlyTo) * (onlyFrom + neither) * (both + onlyFrom) * (onlyTo + neither);
        double cross = (both * neither) - (onlyTo * onlyFrom);
        double half = (both + onlyTo + onlyFrom + neither) / 2;
        double corrected = cross > 0 ? Math.Max(cross - half, 0) : cross;
        return product > 0 ? corrected / Math.Sqrt(product) : 0;
    }

    private static double Combine(double first, double second, double correlation) =>
        Math.Sqrt(Math.Max((first * first) - (2 * correlation * first * second) + (second * second), 0));
}
