using ShiftEval.Statistics;

namespace ShiftEval.Tests.Statistics;

public sealed class StatisticsHealthTests
{
    private const double Epsilon = 1e-5;

    [Theory]
    [InlineData(new[] { 0.5, -1 }, new[] { 1.0, 1e-8 })]
    [InlineData(new[] { 0.0, 0 }, new[] { 1.0, 0.9 })]
    [InlineData(new[] { 0.0, 0.1 }, new[] { 1.0, 1 })]
    [InlineData(new[] { 0.1 }, new[] { 1e12 })]
    public void Examine_PlausibleStatistics_FindsNothing(double[] mean, double[] variance) =>
        Assert.Empty(StatisticsHealth.Examine(new LayerStatistics(mean, variance), Epsilon));

    [Theory]
    [InlineData(new[] { 0, double.NaN, 1 }, new[] { 1.0, 1, 1 }, "not-finite", "1 of 3 channels hold NaN or infinity (first: channel 1)")]
    [InlineData(new[] { 0.0, 1 }, new[] { 1.0, double.PositiveInfinity }, "not-finite", "1 of 2 channels hold NaN or infinity (first: channel 1)")]
    [InlineData(new[] { 0.0, 1 }, new[] { -1e-9, -1 }, "negative-variance", "2 of 2 channels have a negative variance; a variance is never negative (first: channel 0)")]
    [InlineData(new[] { 0.0, 1 }, new[] { 1, 2e12 }, "huge-variance", "1 of 2 channels have a variance above 1e12 (first: channel 1)")]
    [InlineData(new[] { 0.0, 1 }, new[] { 1.0, 0 }, "zero-variance", "1 of 2 channels have variance 0: dead or constant in training (first: channel 1)")]
    [InlineData(new[] { 0.0, 1 }, new[] { 1.0, 9e-9 }, "tiny-variance", "1 of 2 channels have a variance far below epsilon, so epsilon alone scales them (first: channel 1)")]
    [InlineData(new[] { 0.0, 0 }, new[] { 1.0, 1 }, "untrained", "all means are 0 and all variances 1: the statistics were never updated")]
    public void Examine_OneTrouble_NamesItAndTheFirstChannel(double[] mean, double[] variance, string code, string message)
    {
        Finding finding = Assert.Single(StatisticsHealth.Examine(new LayerStatistics(mean, variance), Epsilon));

        Assert.Equal((code, message), (finding.Code, finding.Message));
    }

    [Fact]
    public void Examine_SeveralTroubles_TellsTheWorstFirst()
    {
        LayerStatistics statistics = new([double.NaN, 0, 0, 0, 0], [1, -1, 1e13, 0, 1e-12]);

        Assert.Equal(
            ["not-finite", "negative-variance", "huge-variance", "zero-variance", "tiny-variance"],
            StatisticsHealth.Examine(statistics, Epsilon).Select(finding => finding.Code));
    }
}
