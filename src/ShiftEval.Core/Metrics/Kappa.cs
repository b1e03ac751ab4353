namespace ShiftEval.Metrics;

/// <summary>Cohen's kappa: 1 − observed over expected disagreement.</summary>
/// <remarks>Cohen (1960, 1968). Disagreements times n are whole numbers, so that "no disagreement to expect" is exact.</remarks>
internal static class Kappa
{
    /// <summary>Every disagreement weighs 1. NaN where truth and prediction are one and the same class throughout.</summary>
    public static double Plain(ClassTally tally)
    {
        Int128 agreed = 0;
        long hits = 0;
        for (int c = 0; c < tally.Support.Length; c++)
        {
            agreed += (Int128)tally.Support[c] * tally.Predicted[c];
            hits += tally.Hits[c];
        }

        Int128 samples = tally.Samples;
        return Of(samples * (samples - hits), (samples * samples) - agreed);
    }

    /// <summary>A disagreement weighs the squared distance of the class indices.</summary>
    public static double Quadratic(ClassTally tally)
    {
        Moments truth = Moments.Of(tally.Support);
        Moments predicted = Moments.Of(tally.Predicted);
        Int128 expected = (tally.Samples * (truth.Squares + predicted.Squares)) - (2 * truth.Sum * predicted.Sum);
        return Of(tally.Samples * (Int128)tally.Sums.SquaredDistance, expected);
    }

    private static double Of(Int128 observed, Int128 expected) => expected == 0 ? double.NaN : 1 - ((double)observed / (double)expected);

    private readonly record struct Moments(Int128 Sum, Int128 Squares)
    {
        public static Moments Of(long[] counts)
        {
            Moments moments = default;
            for (int c = 0; c < counts.Length; c++)
            {
                moments = new(moments.Sum + ((Int128)counts[c] * c), moments.Squares + ((Int128)counts[c] * c * c));
            }

            return moments;
        }
    }
}
