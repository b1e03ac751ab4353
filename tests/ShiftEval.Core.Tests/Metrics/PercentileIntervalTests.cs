using ShiftEval.Metrics;

namespace ShiftEval.Tests.Metrics;

public sealed class PercentileIntervalTests
{
    [Fact]
    public void Compute_Replicates_AreCutAtInterpolatedQuantiles()
    {
        // Of 0, 1, ..., 10 the quantile of share s is 10·s.
        Limits limits = PercentileInterval.Compute([.. Enumerable.Range(0, 11).Select(i => 10.0 - i)], 0.5, 1);

        Assert.Equal(new Limits(2.5, 7.5, null), limits);
    }

    [Fact]
    public void Compute_EqualReplicates_HasNoLimits() =>
        Assert.Equal(Limits.None("every resample gave the same value"), PercentileInterval.Compute([0.5, 0.5, 0.5], 0.95, 1));

    [Fact]
    public void Compute_UndefinedReplicate_HasNoLimits() =>
        Assert.Equal(Limits.None("the value is not defined on some of the resamples"), PercentileInterval.Compute([0.5, double.NaN, 0.6], 0.95, 1));

    [Fact]
    public void Compute_OneReplicateApart_HasNoIntervalWithoutWidth() => Assert.Equal(
        Limits.None("the resamples give an interval without width"),
        PercentileInterval.Compute([.. Enumerable.Range(0, 1000).Select(i => i == 0 ? 0.1 : 0.5)], 0.95, 1));

    [Fact]
    public void Evaluate_Percentile_IsTheQuantilesOfTheSameReplicates()
    {
        ScoredSamples cell = Cells.Random(3, 200, 3, 30);
        MetricOptions options = new() { Resamples = 201, Bootstrap = BootstrapInterval.Percentile, Metrics = ["accuracy", "nll", "auroc"] };
        CellMetrics actual = MetricEvaluator.Evaluate(cell, options);
        double[] sorted = ClusterBootstrap.Replicates(new GroupStatistic([MetricCatalog.NegativeLogLikelihood], cell.Tallies), options).Values[0];
        Array.Sort(sorted);

        Assert.Equal(["wilson-clustered", "cluster-bootstrap-percentile", "cluster-bootstrap-percentile"], actual.Metrics.Values.Select(value => value.Interval));
        MetricsFixture.Near(sorted[5], actual.Metrics["nll"].Low);
        MetricsFixture.Near(sorted[195], actual.Metrics["nll"].High);
    }

    [Fact]
    public void Compare_Percentile_SaysSo()
    {
        ScoredSamples cell = Cells.Random(3, 200, 3, 30);

        Assert.Equal(
            "cluster-bootstrap-percentile",
            PairedComparison.Compare(cell, cell.Again(1, 0.5), "nll", new MetricOptions { Resamples = 100, Bootstrap = BootstrapInterval.Percentile }, 1).Interval);
    }
}
