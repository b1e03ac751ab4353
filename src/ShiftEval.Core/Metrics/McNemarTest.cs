namespace ShiftEval.Metrics;

/// <summary>McNemar's exact test of two proportions on the same samples.</summary>
internal static class McNemarTest
{
    /// <summary>Two-sided p: the smaller tail of a fair binomial, doubled, at most 1.</summary>
    /// <param name="onlyFrom">Samples that only the first predicted right.</param>
    /// <param name="onlyTo">Samples that only the second predicted right.</param>
    /// <returns>Within 0..1; a p too small for a double is the smallest double, not 0.</returns>
    public static double P(int onlyFrom, int onlyTo) => onlyFrom == onlyTo
        ? 1
        : Math.Clamp(2 * Distributions.FairBinomialCdf(Math.Min(onlyFrom, onlyTo), onlyFrom + onlyTo), double.Epsilon, 1);
}
