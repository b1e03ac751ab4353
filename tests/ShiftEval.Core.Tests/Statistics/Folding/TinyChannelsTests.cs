using ShiftEval.Statistics;
using ShiftEval.Statistics.Folding;

namespace ShiftEval.Tests.Statistics.Folding;

public sealed class TinyChannelsTests
{
    [Fact]
    public void KeepSource_TinyOnEitherSide_KeepsTheSourceThere()
    {
        LayerStatistics source = new([1, 2, 3, 4, 5], [1, 0, 2, 3, 1.9e-10]);
        LayerStatistics target = new([10, 20, 30, 40, 50], [100, 200, 1e-9, 100, 300]);

        (LayerStatistics kept, IReadOnlyList<int> channels) = TinyChannels.KeepSource(source, target);

        // The medians are 1 and 100: 1.9e-10 of the source is above its floor, 1e-9 of the target below.
        Assert.Equal([1, 2], channels);
        Assert.Equal([10, 2, 3, 40, 50], kept.Mean);
        Assert.Equal([100, 0, 2, 100, 300], kept.Variance);
        Assert.Equal([10, 20, 30, 40, 50], target.Mean);
        Assert.Equal(1e-9, target.Variance[2]);
    }

    [Fact]
    public void KeepSource_LiveChannels_GivesTheTarget()
    {
        (LayerStatistics kept, IReadOnlyList<int> channels) = TinyChannels.KeepSource(new([1, 2], [1, 1e-9]), new([3, 4], [1e-3, 1e3]));

        Assert.Empty(channels);
        Assert.Equal([3, 4], kept.Mean);
        Assert.Equal([1e-3, 1e3], kept.Variance);
    }

    [Fact]
    public void KeepSource_DeadLayer_KeepsAllOfTheSource()
    {
        (LayerStatistics kept, IReadOnlyList<int> channels) = TinyChannels.KeepSource(new([1, 2], [0, 0]), new([3, 4], [5, 6]));

        Assert.Equal([0, 1], channels);
        Assert.Equal([1, 2], kept.Mean);
        Assert.Equal([0, 0], kept.Variance);
    }

    [Fact]
    public void KeepSource_OtherChannelCounts_Throws() =>
        Assert.Throws<ArgumentException>(() => TinyChannels.KeepSource(new([1], [1]), new([1, 2], [1, 2])));
}
