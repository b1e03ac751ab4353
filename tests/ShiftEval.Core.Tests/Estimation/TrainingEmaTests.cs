using ShiftEval.Estimation;
using ShiftEval.Statistics;

namespace ShiftEval.Tests.Estimation;

public sealed class TrainingEmaTests
{
    [Fact]
    public void At_SomeBatches_IsWhatTorchStores()
    {
        // torch.nn.BatchNorm1d(1, momentum=0.1) fed with [1, 3], then [5, 5, 8]: running_mean 0.78, running_var 1.29.
        TrainingEma ema = new([0.9]);
        ema.Add([Moments(1, 3)]);
        ema.Add([Moments(5, 5, 8)]);

        Assert.Equal(0.78, ema.At(0)[0].Mean[0], 12);
        Assert.Equal(1.29, ema.At(0)[0].Variance[0], 12);
    }

    [Fact]
    public void At_MomentumZero_IsTheLastBatch()
    {
        TrainingEma ema = new([0, 1 - 1e-12]);
        ema.Add([Moments(1, 3)]);
        ema.Add([Moments(5, 5, 8)]);

        Assert.Equal((6, 3), (ema.At(0)[0].Mean[0], ema.At(0)[0].Variance[0]));
        Assert.Equal(0, ema.At(1)[0].Mean[0], 9);
        Assert.Equal(1, ema.At(1)[0].Variance[0], 9);
    }

    [Fact]
    public void At_NoBatch_Throws() => Assert.Throws<InvalidOperationException>(() => new TrainingEma([0.9]).At(0));

    private static ChannelMoments Moments(params double[] values) =>
        new(values.Length, [values.Average()], [values.Sum(value => Math.Pow(value - values.Average(), 2))]);
}
