using ShiftEval.Metrics;

namespace ShiftEval.Tests.Metrics;

public sealed class MetricCatalogTests
{
    [Fact]
    public void All_NamesAndDirections_AreThoseOfTheResults() =>
        Assert.Equal(
            [
                "accuracy up proportion", "balancedAccuracy up", "macroF1 up", "nll down", "auroc up", "auprc up", "brier down", "ece down", "kappa up",
                "quadraticKappa up",
            ],
            MetricCatalog.All.Select(metric => $"{metric}{(metric.HigherIsBetter ? " up" : " down")}{(metric.IsProportion ? " proportion" : "")}"));

    [Fact]
    public void Find_EveryName_GivesItsMetric() =>
        Assert.All(MetricCatalog.All, metric => Assert.Same(metric, MetricCatalog.Find(metric.Name)));

    [Fact]
    public void Names_OrdinalOnly_IsLeftOutUnlessAskedFor()
    {
        Assert.DoesNotContain("quadraticKappa", MetricCatalog.Names);
        Assert.Equal([.. MetricCatalog.Names, "quadraticKappa"], MetricCatalog.NamesFor(ordinal: true));
    }

    [Theory]
    [InlineData("accuracy")]
    [InlineData("balancedAccuracy")]
    [InlineData("macroF1")]
    [InlineData("nll")]
    [InlineData("auroc")]
    [InlineData("auprc")]
    [InlineData("brier")]
    [InlineData("ece")]
    [InlineData("kappa")]
    [InlineData("quadraticKappa")]
    public void Compute_AgreesWithTheNaiveTwin(string metric)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            ScoredSamples cell = Cells.Random(seed, 30 + (10 * seed), 2 + (seed % 5), 5 + seed, accuracy: 0.3);
            MetricsFixture.Near(NaiveMetrics.Of(metric, cell), cell.Tallies.Estimate(MetricCatalog.Find(metric)));
            ScoredSamples tied = cell.CoarselyScored(seed);
            MetricsFixture.Near(NaiveMetrics.Of(metric, tied), tied.Tallies.Estimate(MetricCatalog.Find(metric)));
        }
    }
}
