namespace ShiftEval.Tests.Reference;

/// <summary>Comparisons of many numbers that say which one is off.</summary>
internal static class Close
{
    /// <summary>|actual − expected| ≤ tolerance · max(1, |expected|), everywhere; NaN and infinities where they are expected.</summary>
    public static void Assert(IReadOnlyList<double> expected, IReadOnlyList<double> actual, double tolerance, string what)
    {
        Xunit.Assert.Equal(expected.Count, actual.Count);
        for (int i = 0; i < expected.Count; i++)
        {
            double error = actual[i].Equals(expected[i]) ? 0 : Math.Abs(actual[i] - expected[i]) / Math.Max(1, Math.Abs(expected[i]));
            Xunit.Assert.True(
                error <= tolerance,
                FormattableString.Invariant($"{what}[{i}]: {actual[i]:R}, expected {expected[i]:R}, off by {error:E2}."));
        }
    }

    /// <summary>Means within tolerance standard deviations, variances within tolerance relative, layer by layer.</summary>
    public static void Assert(
        IReadOnlyDictionary<string, LayerMoments> expected, IReadOnlyDictionary<string, LayerMoments> actual, double tolerance)
    {
        Xunit.Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
        foreach ((string layer, LayerMoments moments) in expected)
        {
            double[] deviation = [.. moments.Variance.Select(Math.Sqrt)];
            Assert(Scaled(moments.Mean, deviation), Scaled(actual[layer].Mean, deviation), tolerance, $"{layer}.mean");
            Assert(Scaled(moments.Variance, moments.Variance), Scaled(actual[layer].Variance, moments.Variance), tolerance, $"{layer}.var");
        }
    }

    private static double[] Scaled(double[] values, double[] unit) => [.. values.Zip(unit, (value, one) => value / one)];
}
