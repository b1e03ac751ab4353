namespace ShiftEval.Metrics;

/// <summary>A proportion with Wilson's interval, plain where every group has one sample, else on the effective sample size.</summary>
internal static class ProportionInterval
{
    /// <summary>The value with its interval.</summary>
    /// <param name="groups">Hits and trials of each group; those without trials do not count.</param>
    /// <param name="independent">Whether every group of the cell has one sample.</param>
    /// <param name="confidence">Coverage.</param>
    /// <param name="withoutTrials">Why there is no value where no group has trials: a clause.</param>
    public static MetricValue Of(IEnumerable<(long Hits, long Trials)> groups, bool independent, double confidence, string withoutTrials)
    {
        (long Hits, long Trials)[] tried = [.. groups.Where(group => group.Trials > 0)];
        long trials = tried.Sum(group => group.Trials);
        if (trials == 0)
        {
            return new MetricValue(null, null, null, null, withoutTrials);
        }

        long hits = tried.Sum(group => group.Hits);
        double value = (double)hits / trials;
        if (independent)
        {
            (double low, double high) = WilsonInterval.Independent(hits, trials, confidence);
            return new MetricValue(value, low, high, IntervalNames.Wilson);
        }

        if (tried.Length < 2)
        {
            return new MetricValue(value, null, null, IntervalNames.WilsonClustered, ClusterBootstrap.OneGroup);
        }

        (double clusteredLow, double clusteredHigh) = WilsonInterval.Clustered(tried, confidence);
        return new MetricValue(value, clusteredLow, clusteredHigh, IntervalNames.WilsonClustered);
    }
}
