using ShiftEval.Metrics;

namespace ShiftEval.Tests.Metrics;

public sealed class ReliabilityBinTests
{
    [Fact]
    public void Join_SmallBins_HoldEnoughAndKeepEverySample()
    {
        ReliabilityBin[] bins = [new(4, 0.1, 0.2, 0.15, 0.25), new(0, null, null, null, null), new(6, 0.2, 0.3, 0.25, 0.5), new(10, 0.4, 0.5, 0.45, 0.4), new(3, 0.6, 0.7, 0.65, 1)];

        IReadOnlyList<ReliabilityBin> joined = ReliabilityBin.Join(bins, 10);

        Assert.Equal([10, 13], joined.Select(bin => bin.Count));
        Assert.Equal([0.1, 0.4], joined.Select(bin => bin.Low));
        Assert.Equal([0.3, 0.7], joined.Select(bin => bin.High));
        Assert.Equal(4.0 / 10, joined[0].Accuracy!.Value, 12);
        Assert.Equal(7.0 / 13, joined[1].Accuracy!.Value, 12);
        Assert.Equal(((4 * 0.15) + (6 * 0.25)) / 10, joined[0].MeanConfidence!.Value, 12);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(0)]
    public void Join_FewerThanWanted_OneBinOrNone(int count) =>
        Assert.Equal(count == 0 ? [] : [count], ReliabilityBin.Join([new ReliabilityBin(count, 0.1, 0.2, 0.15, 0.5)], 20).Select(bin => bin.Count));
}
