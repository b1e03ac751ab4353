using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Setup;
using ShiftEval.Metrics;

namespace ShiftEval.Tests.Comparison;

/// <summary>What a whole run expects at the next domain is random effects over its cells at the target domains.</summary>
public sealed class NextDomainTests(TinyLab lab) : IClassFixture<TinyLab>
{
    [Fact]
    public void Compare_ThreeTargets_PoolsTheirClusteredIntervals()
    {
        ComparisonResult result = Compare("aster");

        foreach (SummaryResult row in result.Summary.Where(row => row.Metric != "nll" && row.Statistics != "test"))
        {
            CellResult[] targets = [.. result.Cells.Where(cell => cell.Statistics == row.Statistics && cell.Domain != "aster")];
            DomainEstimate[] estimates = [.. targets.Select(cell =>
                new DomainEstimate(cell.Domain, cell.Metrics[row.Metric].Value, cell.Metrics[row.Metric].Low, cell.Metrics[row.Metric].High, cell.Metrics[row.Metric].Interval, cell.Groups))];
            Assert.Equal(["birch", "cedar", "dune"], targets.Select(cell => cell.Domain));
            Assert.Equal(row.Metric == "accuracy" ? IntervalNames.WilsonClustered : IntervalNames.ClusterBootstrap, Assert.Single(estimates.Select(estimate => estimate.Interval).Distinct()));
            Assert.Equal(RandomEffects.Pool(estimates, 0.95), row.NextDomain);
        }

        RandomEffectsResult next = result.Summary.Single(row => row is { Statistics: "ema", Metric: "accuracy" }).NextDomain!;
        Assert.Equal((3, null), (next.Domains, next.Reason));
        Assert.True(next.PredictionLow < next.Low && next.Low < next.Mean && next.Mean < next.High && next.High < next.PredictionHigh);
        Assert.All(result.Summary.Where(row => row.Metric == "nll" || row.Statistics == "test"), row => Assert.Null(row.NextDomain));
    }

    [Fact]
    public void Compare_TwoTargets_ExpectsNothing()
    {
        RandomEffectsResult next = Compare("aster", "birch").Summary.Single(row => row is { Statistics: "ema", Metric: "accuracy" }).NextDomain!;

        Assert.Equal(new RandomEffectsResult { Domains = 2, Reason = "there are fewer than three domains" }, next);
        Assert.Null(next.Mean);
    }

    private ComparisonResult Compare(params string[] sources)
    {
        RunOptions run = lab.Run() with { Sources = sources };
        return TinyLab.Compare(lab.Options(run, "ema", "domain", "test"));
    }
}
