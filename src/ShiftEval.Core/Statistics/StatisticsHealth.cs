using System.Globalization;

namespace ShiftEval.Statistics;

/// <summary>Looks at the statistics a layer holds for signs that they cannot be right.</summary>
internal static class StatisticsHealth
{
    private const double Huge = 1e12;
    private const double SmallestNormal = 1.17549435e-38;

    /// <summary>What is wrong or odd, worst first; empty for healthy statistics.</summary>
    public static IEnumerable<Finding> Examine(LayerStatistics statistics, double epsilon)
    {
        double[] mean = statistics.Mean;
        double[] variance = statistics.Variance;
        foreach (Finding? finding in new[]
        {
            Channels("not-finite", mean.Zip(variance, (m, v) => !double.IsFinite(m) || !double.IsFinite(v)), "hold NaN or infinity"),
            Channels("negative-variance", variance.Select(v => v < 0), "have a negative variance; a variance is never negative"),
            Channels("huge-variance", variance.Select(v => v > Huge && double.IsFinite(v)), "have a variance above 1e12"),
            Channels("zero-variance", variance.Select(v => v == 0), "have variance 0: dead or constant in training"),
            Channels("denormal-variance", variance.Select(v => v > 0 && v < SmallestNormal), "have a denormal variance, as rounding leaves it"),
            Channels("tiny-variance", variance.Select(v => v >= SmallestNormal && v < epsilon * 1e-3), "have a variance far below epsilon, so epsilon alone scales them"),
        })
        {
            if (finding is not null)
            {
                yield return finding;
            }
        }

        if (mean.Length > 0 && mean.All(m => m == 0) && variance.All(v => v == 1))
        {
            yield return new Finding("untrained", "all means are 0 and all variances 1: the statistics were never updated");
        }
    }

    /// <summary>Channels that a layer's scale switches off: whatever comes in, its bias comes out.</summary>
    public static Finding? ExamineScale(double[] scale) => Channels("dead-channels", scale.Select(s => s == 0), "are dead: their scale is 0, so no statistics change what they give");

    private static Finding? Channels(string code, IEnumerable<bool> hits, string what)
    {
        bool[] all = [.. hits];
        int count = all.Count(hit => hit);
        return count == 0
            ? null
            : new Finding(code, string.Create(CultureInfo.InvariantCulture, $"{count} of {all.Length} channels {what} (first: channel {Array.IndexOf(all, true)})"));
    }
}
