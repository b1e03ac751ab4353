namespace ShiftEval.Metrics;

/// <summary>Wilson's score interval of a proportion, plain and on clustered data.</summary>
/// <remarks>Wilson (1927); design effect after Rao and Scott (1992), with Student's t of G − 1 for the normal quantile.</remarks>
internal static class WilsonInterval
{
    /// <summary>The interval where every trial is independent.</summary>
    public static (double Low, double High) Independent(long hits, long trials, double confidence) =>
        Limits((double)hits / trials, trials, Distributions.NormalQuantile((1 + confidence) / 2));

    /// <summary>The interval where trials of a group go together.</summary>
    /// <param name="groups">Hits and trials of each group that has trials; at least two groups.</param>
    /// <param name="confidence">Coverage.</param>
    public static (double Low, double High) Clustered(IReadOnlyList<(long Hits, long Trials)> groups, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(groups.Count, 2);
        long hits = groups.Sum(group => group.Hits);
        long trials = groups.Sum(group => group.Trials);
        double quantile = Distributions.StudentQuantile((1 + confidence) / 2, groups.Count - 1);
        double p = (double)hits / trials;

        // All right or all wrong tells nothing about how groups differ: each group counts once.
        if (hits == 0 || hits == trials)
        {
            return Limits(p, groups.Count, quantile);
        }

        double sum = 0;
        foreach ((long groupHits, long groupTrials) in groups)
        {
            double residual = groupHits - (p * groupTrials);
            sum += residual * residual;
        }

        double variance = groups.Count / (groups.Count - 1.0) * sum / ((double)trials * trials);
        double designEffect = Math.Max(1, variance / (p * (1 - p) / trials));
        return Limits(p, trials / designEffect, quantile);
    }

    /// <summary>Wilson's limits of a proportion seen on so many trials, which need not be a whole number.</summary>
    public static (double Low, double High) Limits(double p, double trials, double quantile)
    {
        double ratio = quantile * quantile / trials;
        double centre = (p + (ratio / 2)) / (1 + ratio);
        double half = Math.Sqrt((p * (1 - p) * ratio) + (ratio * ratio / 4)) / (1 + ratio);
        return (p <= 0 ? 0 : Math.Max(centre - half, 0), p >= 1 ? 1 : Math.Min(centre + half, 1));
    }
}
