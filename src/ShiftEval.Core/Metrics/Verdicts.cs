namespace ShiftEval.Metrics;

/// <summary>Deciding and writing verdicts.</summary>
public static class Verdicts
{
    // 1 − 0.9 is just below 0.1; a p of exactly the level counts as reaching it.
    private const double Rounding = 1e-12;

    /// <summary>Decides by adjusted p and direction.</summary>
    /// <param name="value">The difference, to − from.</param>
    /// <param name="pAdjusted">Holm's p; null where the samples allow no test.</param>
    /// <param name="higherIsBetter">The metric's direction.</param>
    /// <param name="confidence">1 − the level of the test.</param>
    /// <returns>Null where there is no p.</returns>
    public static Verdict? Decide(double value, double? pAdjusted, bool higherIsBetter, double confidence)
    {
        if (pAdjusted is not double p || double.IsNaN(p))
        {
            return null;
        }

        if (p > 1 - confidence + Rounding || value == 0)
        {
            return Verdict.NoEvidence;
        }

        return value > 0 == higherIsBetter ? Verdict.Better : Verdict.Worse;
    }

    /// <summary>The verdict as it stands in results: <c>better</c>, <c>worse</c>, <c>no evidence</c>.</summary>
    public static string ToText(this Verdict verdict) => verdict switch
    {
        Verdict.Better => "better",
        Verdict.Worse => "worse",
        _ => "no evidence",
    };
}
