using ShiftEval.Metrics;

namespace ShiftEval.Tests.Metrics;

public sealed class WilsonIntervalTests
{
    [Fact]
    public void Clustered_GroupsMoreAlikeThanChance_IsNeverNarrowerThanIndependent()
    {
        List<(long, long)> groups = [.. Enumerable.Repeat((5L, 10L), 8)];
        (double low, double high) = WilsonInterval.Clustered(groups, 0.95);
        (double plainLow, double plainHigh) = WilsonInterval.Independent(40, 80, 0.95);

        Assert.True(low < plainLow && high > plainHigh);
        Assert.Equal(WilsonInterval.Limits(0.5, 80, Distributions.StudentQuantile(0.975, 7)), (low, high));
    }

    [Fact]
    public void Clustered_GroupsAllRightOrAllWrong_CountsGroups()
    {
        // Ten groups of twenty samples, each wholly right or wrong: hardly more is known than of ten samples.
        List<(long, long)> groups = [.. Enumerable.Range(0, 10).Select(g => (g < 5 ? 20L : 0L, 20L))];
        (double low, double high) = WilsonInterval.Clustered(groups, 0.95);

        Assert.Equal(WilsonInterval.Limits(0.5, 9, Distributions.StudentQuantile(0.975, 9)).Low, low, 1e-12);
        Assert.Equal(1 - low, high, 1e-12);
    }

    [Theory]
    [InlineData(0, 0.0)]
    [InlineData(12, 1.0)]
    public void Independent_AtTheEnds_TouchesThemExactly(int hits, double end)
    {
        (double low, double high) = WilsonInterval.Independent(hits, 12, 0.95);

        Assert.Equal(end, hits == 0 ? low : high);
        Assert.InRange(high - low, 0.2, 0.3);
    }

    [Fact]
    public void Clustered_SimulatedClusters_CoversTheTruthAsPromised()
    {
        // 50 groups of 20, intra-class correlation 0.05: group rates are Beta(a, b) with a + b = 1/0.05 - 1 = 19.
        const double truth = 0.8;
        const int runs = 300;
        Random random = new(20240501);
        int covered = 0;
        int plainCovered = 0;
        for (int run = 0; run < runs; run++)
        {
            List<(long Hits, long Trials)> groups = [];
            for (int g = 0; g < 50; g++)
            {
                double rate = MathNet.Numerics.Distributions.Beta.Sample(random, truth * 19, (1 - truth) * 19);
                groups.Add((Enumerable.Range(0, 20).Count(_ => random.NextDouble() < rate), 20));
            }

            (double low, double high) = WilsonInterval.Clustered(groups, 0.95);
            (double plainLow, double plainHigh) = WilsonInterval.Independent(groups.Sum(group => group.Hits), 1000, 0.95);
            covered += low <= truth && truth <= high ? 1 : 0;
            plainCovered += plainLow <= truth && truth <= plainHigh ? 1 : 0;
        }

        Assert.InRange(covered / (double)runs, 0.90, 0.99);
        Assert.True(plainCovered < covered - 15, $"Plain Wilson covered {plainCovered}, clustered {covered} of {runs}: the simulation holds no clusters.");
    }
}
