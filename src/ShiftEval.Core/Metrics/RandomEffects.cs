namespace ShiftEval.Metrics;

/// <summary>A share over several domains, taken as a sample of all there could be.</summary>
/// <remarks>
/// Random effects on the logit scale: y_i ~ N(μ, τ² + v_i). τ² by restricted maximum likelihood (Viechtbauer 2005); the mean's variance after
/// Hartung and Knapp (2001) and Sidik and Jonkman (2002), q/Σw with q = max(1, Σw(y − μ)²/(k − 1)) and t(k − 1); prediction interval
/// μ ± t(k − 2)·√(τ² + se²) after Higgins, Thompson and Spiegelhalter (2009), se² Hartung and Knapp's.
/// </remarks>
public static class RandomEffects
{
    /// <summary>With fewer domains nothing can be said of those unseen.</summary>
    public const int FewestDomains = 3;

    private const int MostSteps = 10_000;

    /// <summary>Pools shares.</summary>
    /// <param name="domains">The share in each domain with its interval.</param>
    /// <param name="confidence">Coverage of the intervals given and of those returned, in (0, 1).</param>
    /// <returns>Shares; null with a reason where fewer than <see cref="FewestDomains"/> domains are given, or one of them has no interval to use.</returns>
    public static RandomEffectsResult Pool(IReadOnlyList<DomainEstimate> domains, double confidence)
    {
        ArgumentNullException.ThrowIfNull(domains);
        RandomEffectsResult result = new() { Domains = domains.Count };
        if (domains.Count < FewestDomains)
        {
            return result with { Reason = "there are fewer than three domains" };
        }

        LogitEffect[] effects = new LogitEffect[domains.Count];
        for (int i = 0; i < effects.Length; i++)
        {
            if (LogitEffect.Of(domains[i], confidence, out string? reason) is not { } effect)
            {
                return result with { Reason = reason };
            }

            effects[i] = effect;
        }

        if (BetweenVariance(effects) is not double between)
        {
            return result with { Reason = "the variance between domains did not converge" };
        }

        (double mean, double error) = Mean(effects, between);
        double half = Distributions.StudentQuantile((1 + confidence) / 2, effects.Length - 1) * error;
        double reach = Distributions.StudentQuantile((1 + confidence) / 2, effects.Length - 2) * Math.Sqrt(between + (error * error));
        return result with
        {
            Mean = LogitEffect.Logistic(mean),
            Low = LogitEffect.Logistic(mean - half),
            High = LogitEffect.Logistic(mean + half),
            BetweenSd = Math.Sqrt(between),
            PredictionLow = LogitEffect.Logistic(mean - reach),
            PredictionHigh = LogitEffect.Logistic(mean + reach),
        };
    }

    /// <summary>τ² by restricted maximum likelihood, at least 0; null where it does not converge.</summary>
    /// <remarks>Fisher scoring: step (y'PPy − tr P)/tr PP, P the projection that takes the weighted mean out; a step below 0 ends at 0.</remarks>
    internal static double? BetweenVariance(IReadOnlyList<LogitEffect> effects)
    {
        double centre = effects.Average(effect => effect.Value);
        double between = Math.Max(
            0,
            (effects.Sum(effect => (effect.Value - centre) * (effect.Value - centre)) / (effects.Count - 1)) - effects.Average(effect => effect.Variance));
        double scale = effects.Average(effect => effect.Variance);
        for (int step = 0; step < MostSteps; step++)
        {
            double move = Step(effects, between);
            double next = Math.Max(0, between + move);
            if (Math.Abs(next - between) <= 1e-14 * (between + scale))
            {
                return next;
            }

            between = next;
        }

        return null;
    }

    /// <summary>The weighted mean and its standard error after Hartung and Knapp, never below that of known variances.</summary>
    internal static (double Mean, double StandardError) Mean(IReadOnlyList<LogitEffect> effects, double between)
    {
        double weights = effects.Sum(effect => 1 / (effect.Variance + between));
        double mean = effects.Sum(effect => effect.Value / (effect.Variance + between)) / weights;
        double spread = effects.Sum(effect => (effect.Value - mean) * (effect.Value - mean) / (effect.Variance + between));
        return (mean, Math.Sqrt(Math.Max(1, spread / (effects.Count - 1)) / weights));
    }

    private static double Step(IReadOnlyList<LogitEffect> effects, double between)
    {
        double first = 0;
        double second = 0;
        double third = 0;
        double weighted = 0;
        foreach (LogitEffect effect in effects)
        {
            double weight = 1 / (effect.Variance + between);
            first += weight;
            second += weight * weight;
            third += weight * weight * weight;
            weighted += weight * effect.Value;
        }

        double mean = weighted / first;
        double spread = effects.Sum(effect => (effect.Value - mean) * (effect.Value - mean) / ((effect.Variance + between) * (effect.Variance + between)));
        double trace = first - (second / first);
        double information = second - (2 * third / first) + (second * second / (first * first));
        return (spread - trace) / information;
    }
}
