namespace ShiftEval.Tests.Reference;

public sealed class LayerMomentsTests
{
    [Fact]
    public void Measure_SmallExample_AveragesOverAllButTheChannelAxis()
    {
        // Two samples, two channels, three positions.
        Tensor64 x = new([1, 2, 3, 10, 10, 10, 5, 6, 7, 10, 10, 16], 2, 2, 3);

        LayerMoments moments = LayerMoments.Measure(x);

        Assert.Equal(6, moments.Count);
        Assert.Equal([4, 11], moments.Mean);
        Assert.Equal([14.0 / 3, 5], moments.Variance);
    }

    [Fact]
    public void Measure_MeanFarFromZero_KeepsTheVariance()
    {
        double[] data = [.. Enumerable.Range(0, 1000).Select(i => 1e9 + (i % 2))];

        LayerMoments moments = LayerMoments.Measure(new Tensor64(data, 1000, 1));

        Assert.Equal(1e9 + 0.5, moments.Mean[0]);
        Assert.Equal(0.25, moments.Variance[0]);
    }

    [Fact]
    public void Join_TotalOfUnequalBatches_IsTheVarianceOfAllElements()
    {
        Random random = new(5);
        Tensor64 all = new([.. Enumerable.Range(0, 11 * 2 * 4).Select(_ => random.NextDouble())], 11, 2, 4);

        LayerMoments whole = LayerMoments.Measure(all);
        LayerMoments joined = LayerMoments.Join(
            [LayerMoments.Measure(all.Rows(0, 5)), LayerMoments.Measure(all.Rows(5, 10)), LayerMoments.Measure(all.Rows(10, 11))],
            BatchEstimator.Total);

        Assert.Equal(44, joined.Count);
        Close.Assert(whole.Mean, joined.Mean, 1e-14, "mean");
        Close.Assert(whole.Variance, joined.Variance, 1e-14, "variance");
    }

    [Fact]
    public void Join_MeanOfBatches_WeighsBatchesAlikeAndDropsTheGapOfTheirMeans()
    {
        LayerMoments first = LayerMoments.Measure(new Tensor64([0, 2], 2, 1));
        LayerMoments second = LayerMoments.Measure(new Tensor64([10, 10, 13, 13], 4, 1));

        LayerMoments joined = LayerMoments.Join([first, second], BatchEstimator.MeanOfBatches);

        // Means 1 and 11.5; n−1 variances 2 and 3.
        Assert.Equal(6.25, joined.Mean[0]);
        Assert.Equal(2.5, joined.Variance[0], 1e-15);
    }
}
