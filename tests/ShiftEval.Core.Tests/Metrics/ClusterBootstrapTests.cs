using System.Text.Json;
using ShiftEval.Metrics;

namespace ShiftEval.Tests.Metrics;

public sealed class ClusterBootstrapTests
{
    [Theory]
    [InlineData(1, 90, 3, 12, false)]
    [InlineData(2, 200, 7, 40, false)]
    [InlineData(3, 60, 2, 60, false)]
    [InlineData(4, 16, 5, 6, false)]
    [InlineData(5, 120, 4, 15, true)]
    [InlineData(6, 60, 2, 60, true)]
    public void Replicates_AreTheMetricsOfTheRowsDrawn(int seed, int samples, int classes, int groups, bool tied)
    {
        ScoredSamples cell = tied ? Cells.Coarse(seed, samples, classes, groups) : Cells.Random(seed, samples, classes, groups);
        MetricOptions options = new() { Resamples = 50, Seed = seed };
        (double[][] actual, int redrawn) = ClusterBootstrap.Replicates(new GroupStatistic(MetricCatalog.All, cell.Tallies), options);
        int expectedRedrawn = 0;

        for (int replicate = 0; replicate < options.Resamples; replicate++)
        {
            CounterRandom random = new(options.Seed, 1, replicate);
            ScoredSamples first = Draw(cell, ref random);
            ScoredSamples complete = first;
            expectedRedrawn += Lacks(first) ? 1 : 0;
            while (Lacks(complete))
            {
                complete = Draw(cell, ref random);
            }

            for (int m = 0; m < MetricCatalog.All.Count; m++)
            {
                string name = MetricCatalog.All[m].Name;
                MetricsFixture.Near(NaiveMetrics.Of(name, MetricCatalog.All[m].NeedsEveryClass ? complete : first), actual[m][replicate]);
            }
        }

        Assert.Equal(expectedRedrawn, redrawn);

        bool Lacks(ScoredSamples drawn) => cell.Truth.ToArray().Except(drawn.Truth.ToArray()).Any();
    }

    [Fact]
    public void Replicates_RareClass_IsRedrawnAndCounted()
    {
        // Class 2 occurs in 2 of 10 groups, so a draw lacks it with probability 0.8^10 = 0.107.
        int[] truth = [.. Enumerable.Range(0, 40).Select(i => i is 0 or 4 ? 2 : i % 2)];
        ScoredSamples cell = Cells.Plain(truth, [.. truth.Select(c => c == 2 ? 0 : c)], [.. Enumerable.Range(0, 40).Select(i => i / 4)], 3);
        (double[][] values, int redrawn) = ClusterBootstrap.Replicates(
            new GroupStatistic([MetricCatalog.BalancedAccuracy], cell.Tallies), new MetricOptions { Resamples = 1000 });

        Assert.InRange(redrawn, 80, 140);

        // Every replicate has all three classes: recall 1, 1 and 0.
        Assert.All(values[0], value => Assert.Equal(2.0 / 3, value));
    }

    [Fact]
    public void Jackknife_IsTheMetricWithoutEachGroup()
    {
        ScoredSamples cell = Cells.Random(4, 120, 4, 15);
        ScoredSamples other = cell.Again(5, 0.5);
        double[][] actual = new GroupStatistic(MetricCatalog.All, cell.Tallies, other.Tallies).Jackknife(new ParallelOptions());

        for (int g = 0; g < cell.Groups; g++)
        {
            int[] kept = [.. Enumerable.Range(0, cell.Groups).Where(i => i != g)];
            for (int m = 0; m < MetricCatalog.All.Count; m++)
            {
                string name = MetricCatalog.All[m].Name;
                MetricsFixture.Near(NaiveMetrics.Of(name, cell.Resampled(kept)) - NaiveMetrics.Of(name, other.Resampled(kept)), actual[m][g]);
            }
        }
    }

    [Fact]
    public void Jackknife_MoreGroupsThanPasses_LeavesOutSeveralAtOnce()
    {
        const int groups = GroupStatistic.MostLeftOut + 40;
        ScoredSamples cell = Cells.Random(9, groups + 50, 3, groups);
        MetricDefinition[] metrics = [MetricCatalog.RocArea, MetricCatalog.NegativeLogLikelihood];
        double[][] actual = new GroupStatistic(metrics, cell.Tallies).Jackknife(new ParallelOptions());

        Assert.Equal([GroupStatistic.MostLeftOut, groups], actual.Select(values => values.Length));
        foreach (int pass in (int[])[0, 39, 40])
        {
            int[] kept = [.. Enumerable.Range(0, groups).Where(g => g % GroupStatistic.MostLeftOut != pass)];
            MetricsFixture.Near(NaiveMetrics.Of("auroc", cell.Resampled(kept)), actual[0][pass]);
        }
    }

    [Theory]
    [InlineData("nll")]
    [InlineData("accuracy")]
    public void Intervals_ManyResamples_ApproachSciPy(string metric)
    {
        JsonElement expected = MetricsFixture.Of("bootstrap");
        MetricOptions options = new() { Confidence = expected.Number("confidence"), Resamples = expected.GetProperty("resamples").GetInt32() };
        Limits limits = Assert.Single(ClusterBootstrap.Intervals(new GroupStatistic([MetricCatalog.Find(metric)], expected.Cell().Tallies), options));

        // Two runs of 20,000 resamples: the standard error of such a limit is about 2 % of the interval's width.
        double[] reference = expected.Doubles(metric);
        double tolerance = 0.05 * (reference[1] - reference[0]);
        Assert.Equal(reference[0], limits.Low!.Value, tolerance);
        Assert.Equal(reference[1], limits.High!.Value, tolerance);
    }

    private static ScoredSamples Draw(ScoredSamples cell, ref CounterRandom random)
    {
        int[] draws = new int[cell.Groups];
        for (int i = 0; i < draws.Length; i++)
        {
            draws[i] = random.Below(cell.Groups);
        }

        return cell.Resampled(draws);
    }
}
