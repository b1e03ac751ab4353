using CsCheck;
using ShiftEval.Statistics;

namespace ShiftEval.Tests.Statistics;

public sealed class StatisticsMixtureTests
{
    [Fact]
    public void Mix_Moment_IsTheMomentsOfPooledValues()
    {
        // Three values of the source and one of the target, pooled: the definition, without the formula.
        double[] source = [1, 2, 6];
        double[] target = [10];

        LayerStatistics mixed = StatisticsMixture.Mix(Of(source), Of(target), 0.75, MixRule.Moment)["bn"];

        LayerStatistics pooled = Of([.. source, .. target])["bn"];
        Assert.Equal(pooled.Mean[0], mixed.Mean[0], 1e-12);
        Assert.Equal(pooled.Variance[0], mixed.Variance[0], 1e-12);
    }

    [Theory]
    [InlineData(MixRule.Moment, 0.25, 7.0, 9.25 + 12)]
    [InlineData(MixRule.Linear, 0.25, 7.0, 9.25)]
    public void Mix_OneChannel_FollowsTheRule(MixRule rule, double weight, double mean, double variance)
    {
        // m = 0.25·1 + 0.75·9 = 7; v = 0.25·1 + 0.75·12 = 9.25; the gap adds 0.25·0.75·64 = 12.
        LayerStatistics mixed = StatisticsMixture.Mix(Of("bn", [1], [1]), Of("bn", [9], [12]), weight, rule)["bn"];

        Assert.Equal(mean, mixed.Mean[0], 1e-12);
        Assert.Equal(variance, mixed.Variance[0], 1e-12);
    }

    [Fact]
    public void Mix_AnyWeight_KeepsTheEndsAndNeverANegativeVariance() => Gen.Select(
        Gen.Double[0, 1], Gen.Double[-10, 10], Gen.Double[0, 10], Gen.Double[-10, 10], Gen.Double[0, 10]).Sample((w, ms, vs, mt, vt) =>
    {
        foreach (MixRule rule in Enum.GetValues<MixRule>())
        {
            LayerStatistics mixed = Mix(w);
            Assert.InRange(mixed.Mean[0], Math.Min(ms, mt) - 1e-12, Math.Max(ms, mt) + 1e-12);
            Assert.True(mixed.Variance[0] >= 0);
            Assert.Equal((ms, vs), (Mix(1).Mean[0], Mix(1).Variance[0]));
            Assert.Equal((mt, vt), (Mix(0).Mean[0], Mix(0).Variance[0]));

            LayerStatistics Mix(double weight) => StatisticsMixture.Mix(Of("bn", [ms], [vs]), Of("bn", [mt], [vt]), weight, rule)["bn"];
        }
    });

    [Fact]
    public void Mix_SeveralLayers_KeepsTheirOrderAndTheInputs()
    {
        ModelStatistics source = new([new("b", new([1], [1])), new("a", new([2, 3], [1, 1]))]);
        ModelStatistics target = new([new("a", new([4, 5], [1, 1])), new("b", new([3], [1]))]);

        ModelStatistics mixed = StatisticsMixture.Mix(source, target, 0.5, MixRule.Linear);

        Assert.Equal(["b", "a"], mixed.Layers);
        Assert.Equal([3, 4], mixed["a"].Mean);
        Assert.Equal([2], mixed["b"].Mean);
        Assert.Equal([2, 3], source["a"].Mean);
        Assert.Equal([4, 5], target["a"].Mean);
    }

    private static ModelStatistics Of(string layer, double[] mean, double[] variance) => new([new(layer, new LayerStatistics(mean, variance))]);

    private static ModelStatistics Of(double[] values)
    {
        double mean = values.Average();
        return Of("bn", [mean], [values.Average(value => (value - mean) * (value - mean))]);
    }
}
