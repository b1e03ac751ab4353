namespace ShiftEval.Metrics;

/// <summary>A share on the logit scale with its variance within the domain.</summary>
internal readonly record struct LogitEffect(double Value, double Variance)
{
    /// <summary>Takes the variance back out of the interval.</summary>
    /// <param name="estimate">A share with its interval.</param>
    /// <param name="confidence">The interval's coverage.</param>
    /// <param name="reason">Why there is none: a clause.</param>
    /// <returns>Null with a reason.</returns>
    /// <remarks>
    /// Wilson's limits L solve (p − L)² = (q²/n)·L·(1 − L), so either one gives n back, the effective one where groups are clustered, and the
    /// variance of the logit is 1/(n·p·(1 − p)); at p = 0 or 1, with x = n·p, y = logit((x + ½)/(n + 1)) and v = 1/(x + ½) + 1/(n − x + ½).
    /// For other intervals v = ((logit high − logit low)/(2z))².
    /// </remarks>
    public static LogitEffect? Of(DomainEstimate estimate, double confidence, out string? reason)
    {
        reason = Missing(estimate);
        if (reason is not null)
        {
            return null;
        }

        double p = estimate.Value!.Value;
        double low = estimate.Low!.Value;
        double high = estimate.High!.Value;
        double probability = (1 + confidence) / 2;
        switch (estimate.Interval)
        {
            case IntervalNames.Wilson:
                return FromWilson(p, low, high, Distributions.NormalQuantile(probability));
            case IntervalNames.WilsonClustered when estimate.Groups < 2:
                reason = $"{estimate.Domain} has fewer than two groups";
                return null;
            case IntervalNames.WilsonClustered:
                return FromWilson(p, low, high, Distributions.StudentQuantile(probability, estimate.Groups - 1));
            default:
                if (!(low > 0 && high < 1 && p > 0 && p < 1))
                {
                    reason = $"the value or a limit of {estimate.Domain} is 0 or 1, which has no logit";
                    return null;
                }

                double error = (Logit(high) - Logit(low)) / (2 * Distributions.NormalQuantile(probability));
                return new LogitEffect(Logit(p), error * error);
        }
    }

    /// <summary>ln(p/(1 − p)).</summary>
    public static double Logit(double p) => Math.Log(p / (1 - p));

    /// <summary>The share of a logit.</summary>
    public static double Logistic(double value) => 1 / (1 + Math.Exp(-value));

    private static string? Missing(DomainEstimate estimate) =>
        estimate.Value is null ? $"{estimate.Domain} has no value"
        : estimate.Low is null || estimate.High is null ? $"{estimate.Domain} has no interval"
        : !(estimate.Low < estimate.High) ? $"the interval of {estimate.Domain} has no width"
        : null;

    private static LogitEffect FromWilson(double p, double low, double high, double quantile)
    {
        // The limit towards the middle: at p = 0 or 1 the other one is p itself.
        double limit = p < 0.5 ? high : low;
        double trials = quantile * quantile * limit * (1 - limit) / ((p - limit) * (p - limit));
        if (p is > 0 and < 1)
        {
            return new LogitEffect(Logit(p), 1 / (trials * p * (1 - p)));
        }

        double hits = trials * p;
        return new LogitEffect(Logit((hits + 0.5) / (trials + 1)), (1 / (hits + 0.5)) + (1 / (trials - hits + 0.5)));
    }
}
