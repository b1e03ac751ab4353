using System.Text.Json;
using ShiftEval.Metrics;

namespace ShiftEval.Tests.Metrics;

public sealed class SignFlipTestTests
{
    [Fact]
    public void ExactP_AgreesWithSciPysPermutationTest()
    {
        JsonElement expected = MetricsFixture.Of("signFlip");

        MetricsFixture.Near(expected.Number("p"), SignFlipTest.ExactP(expected.Ints("differences")));
    }

    [Fact]
    public void ExactP_AnyDifferences_IsTheShareOfAllSignChanges()
    {
        Random random = new(1);
        for (int run = 0; run < 40; run++)
        {
            int[] differences = [.. Enumerable.Range(0, 1 + (run % 11)).Select(_ => random.Next(-4, 6))];
            int observed = Math.Abs(differences.Sum());
            int extreme = Enumerable.Range(0, 1 << differences.Length)
                .Count(mask => Math.Abs(differences.Select((d, i) => (mask >> i & 1) == 0 ? d : -d).Sum()) >= observed);

            MetricsFixture.Near((double)extreme / (1 << differences.Length), SignFlipTest.ExactP(differences));
        }
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(7, 2)]
    [InlineData(30, 55)]
    [InlineData(4, 4)]
    public void ExactP_DifferencesOfOne_IsMcNemarsTest(int onlyFrom, int onlyTo)
    {
        int[] differences = [.. Enumerable.Repeat(-1, onlyFrom), .. Enumerable.Repeat(1, onlyTo), 0, 0];

        MetricsFixture.Near(McNemarTest.P(onlyFrom, onlyTo), SignFlipTest.ExactP(differences));
    }

    [Fact]
    public void ExactP_TooManySteps_IsLeftToTheDraws() => Assert.Null(SignFlipTest.ExactP([.. Enumerable.Repeat(1000, 2000)]));

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
    public void PermutationP_FewGroups_TakesEveryExchangeOfTheSamplesThemselves(string metric)
    {
        for (int seed = 0; seed < 4; seed++)
        {
            // Every other pair of cells holds ties.
            ScoredSamples from = seed % 2 == 0 ? Cells.Random(seed, 60, 3, 7, 0.5) : Cells.Coarse(seed, 60, 3, 7);
            ScoredSamples to = seed % 2 == 0 ? from.Again(seed + 100, 0.75) : from.CoarselyScored(seed + 100);
            double observed = Math.Abs(NaiveMetrics.Of(metric, to) - NaiveMetrics.Of(metric, from));
            int extreme = Enumerable.Range(0, 1 << 7).Count(mask =>
                Math.Abs(NaiveMetrics.Of(metric, Exchange(to, from, mask)) - NaiveMetrics.Of(metric, Exchange(from, to, mask))) >= observed - 1e-12);

            Assert.Equal(extreme / 128.0, P(metric, from, to, 200), 1e-15);
        }
    }

    [Theory]
    [InlineData("balancedAccuracy")]
    [InlineData("nll")]
    [InlineData("auroc")]
    public void PermutationP_DrawnOrEnumerated_Agree(string metric)
    {
        ScoredSamples from = Cells.Random(11, 300, 3, 12, 0.6);
        ScoredSamples to = from.Again(12, 0.65);

        double all = P(metric, from, to, 4096);
        double drawn = P(metric, from, to, 4095);

        // Four standard errors of 4095 draws.
        Assert.InRange(drawn, all - (4 * Math.Sqrt(all * (1 - all) / 4095)), all + (4 * Math.Sqrt(all * (1 - all) / 4095)) + (1.0 / 4096));
        Assert.Equal(Math.Round(all * 4096), all * 4096);
        Assert.Equal(Math.Round(drawn * 4096), drawn * 4096, 1e-9);
        Assert.NotEqual(all, drawn);
    }

    [Fact]
    public void PermutationP_Accuracy_ApproachesTheExactP()
    {
        ScoredSamples from = Cells.Random(21, 400, 3, 40, 0.6);
        ScoredSamples to = from.Again(22, 0.66);
        Difference exact = PairedComparison.Compare(from, to, "accuracy", new MetricOptions { Resamples = 50 }, 1);

        Assert.Equal(exact.P!.Value, P("accuracy", from, to, 9999), 0.02);
    }

    [Fact]
    public void PermutationP_EqualPredictions_IsOne()
    {
        ScoredSamples cell = Cells.Random(11, 300, 3, 12);

        Assert.Equal(1, P("macroF1", cell, cell, 999));
    }

    [Fact]
    public void ExactP_ClusteredCellsWithoutDifference_RejectsNoMoreThanPromised()
    {
        // 15 groups whose differences are symmetric about 0 but alike within a group: McNemar over samples would reject far too often.
        const int runs = 300;
        Random random = new(5);
        int rejected = 0;
        int naiveRejected = 0;
        for (int run = 0; run < runs; run++)
        {
            int onlyFrom = 0;
            int onlyTo = 0;
            int[] differences = new int[15];
            for (int g = 0; g < differences.Length; g++)
            {
                double leaning = random.NextDouble();
                for (int i = 0; i < 20; i++)
                {
                    int difference = random.NextDouble() < 0.5 ? 0 : random.NextDouble() < leaning ? 1 : -1;
                    differences[g] += difference;
                    onlyTo += difference > 0 ? 1 : 0;
                    onlyFrom += difference < 0 ? 1 : 0;
                }
            }

            rejected += SignFlipTest.ExactP(differences) <= 0.05 ? 1 : 0;
            naiveRejected += McNemarTest.P(onlyFrom, onlyTo) <= 0.05 ? 1 : 0;
        }

        Assert.InRange(rejected / (double)runs, 0.01, 0.08);
        Assert.True(naiveRejected > 0.2 * runs, $"McNemar rejected {naiveRejected} of {runs}: the simulation holds no clusters.");
    }

    private static double P(string metric, ScoredSamples from, ScoredSamples to, int draws) =>
        SignFlipTest.PermutationP(MetricCatalog.Find(metric), from.Tallies, to.Tallies, new MetricOptions(), draws);

    private static ScoredSamples Exchange(ScoredSamples own, ScoredSamples other, int mask) => new(
        own.Truth.ToArray(),
        [.. Enumerable.Range(0, own.Count).Select(i => Source(own, other, mask, i).Predicted[i])],
        [.. Enumerable.Range(0, own.Count).SelectMany(i => Source(own, other, mask, i).Probabilities.Slice(i * own.Classes, own.Classes).ToArray())],
        own.Group.ToArray(),
        own.Classes);

    private static ScoredSamples Source(ScoredSamples own, ScoredSamples other, int mask, int sample) => (mask >> own.Group[sample] & 1) == 0 ? own : other;
}
