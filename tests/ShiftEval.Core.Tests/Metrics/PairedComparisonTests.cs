using ShiftEval.Diagnostics;
using ShiftEval.Metrics;

namespace ShiftEval.Tests.Metrics;

public sealed class PairedComparisonTests
{
    private static readonly MetricOptions Quick = new() { Resamples = 400 };

    [Fact]
    public void Compare_AccuracyOneSampleAGroup_IsMcNemarAndNewcombe()
    {
        // 20 both right, 9 only the second, 4 only the first, 7 neither.
        int[] truth = new int[40];
        int[] from = [.. truth.Select((_, i) => i is < 20 or (>= 29 and < 33) ? 0 : 1)];
        int[] to = [.. truth.Select((_, i) => i < 29 ? 0 : 1)];
        int[] group = [.. Enumerable.Range(0, 40)];

        Difference actual = PairedComparison.Compare(Cells.Plain(truth, from, group, 2), Cells.Plain(truth, to, group, 2), "accuracy", Quick, 1);

        (double low, double high) = NewcombeInterval.Paired(20, 9, 4, 7, 0.95);
        Assert.Equal(
            new Difference
            {
                Metric = "accuracy",
                HigherIsBetter = true,
                Value = 5.0 / 40,
                Low = low,
                High = high,
                Interval = "newcombe-paired",
                P = McNemarTest.P(4, 9),
                Test = "mcnemar-exact",
            },
            actual);
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
    public void Compare_Groups_IsToMinusFromWithTheNaiveTwinsReplicates(string metric)
    {
        ScoredSamples from = Cells.Random(31, 150, 3, 20, 0.5);
        ScoredSamples to = from.Again(32, 0.75);

        Difference actual = PairedComparison.Compare(from, to, metric, Quick, 3);

        double estimate = NaiveMetrics.Of(metric, to) - NaiveMetrics.Of(metric, from);
        double[] replicates = [.. Enumerable.Range(0, Quick.Resamples).Select(Replicate)];
        double[] jackknife = [.. Enumerable.Range(0, 20).Select(g => Naive([.. Enumerable.Range(0, 20).Where(i => i != g)]))];
        Limits limits = BcaInterval.Compute(estimate, replicates, jackknife, 0.95, 1);
        Assert.Equal(("cluster-bootstrap-bca", "sign-flip"), (actual.Interval, actual.Test));
        MetricsFixture.Near(estimate, actual.Value);
        MetricsFixture.Near(limits.Low!.Value, actual.Low, 1e-11);
        MetricsFixture.Near(limits.High!.Value, actual.High, 1e-11);
        Assert.InRange(actual.P!.Value, 1e-7, 0.05);

        double Replicate(int replicate)
        {
            CounterRandom random = new(Quick.Seed, 1, replicate);
            int[] draws = new int[20];
            for (int i = 0; i < draws.Length; i++)
            {
                draws[i] = random.Below(20);
            }

            return Naive(draws);
        }

        double Naive(int[] groups) => NaiveMetrics.Of(metric, to.Resampled(groups)) - NaiveMetrics.Of(metric, from.Resampled(groups));
    }

    [Theory]
    [InlineData("accuracy")]
    [InlineData("macroF1")]
    [InlineData("nll")]
    [InlineData("auroc")]
    [InlineData("ece")]
    [InlineData("quadraticKappa")]
    public void Compare_Exchanged_IsMirrored(string metric)
    {
        ScoredSamples from = Cells.Random(41, 200, 4, 30, 0.6);
        ScoredSamples to = from.Again(42, 0.7);

        Difference forward = PairedComparison.Compare(from, to, metric, Quick, 1);
        Difference backward = PairedComparison.Compare(to, from, metric, Quick, 1);

        MetricsFixture.Near(-forward.Value!.Value, backward.Value);
        MetricsFixture.Near(-forward.High!.Value, backward.Low, 1e-9);
        MetricsFixture.Near(-forward.Low!.Value, backward.High, 1e-9);
        Assert.Equal(forward.P, backward.P);
    }

    [Theory]
    [InlineData("accuracy")]
    [InlineData("balancedAccuracy")]
    [InlineData("nll")]
    [InlineData("auprc")]
    [InlineData("ece")]
    [InlineData("kappa")]
    public void Compare_EqualPredictions_HasNoWidthToShowAndPOne(string metric)
    {
        ScoredSamples cell = Cells.Random(51, 200, 4, 30);

        Difference actual = PairedComparison.Compare(cell, cell, metric, Quick, 1);

        Assert.Equal((0.0, 1.0), (actual.Value, actual.P));
        Assert.Null(actual.Low);
        Assert.Null(actual.High);
        Assert.Equal("every resample gave the same value", actual.Reason);
    }

    [Fact]
    public void Compare_OneGroup_CannotReject()
    {
        ScoredSamples from = Cells.Plain([0, 1, 0, 1], [1, 0, 1, 0], [0, 0, 0, 0], 2);
        ScoredSamples to = Cells.Plain([0, 1, 0, 1], [0, 1, 0, 1], [0, 0, 0, 0], 2);

        foreach (string metric in MetricCatalog.Names)
        {
            Difference actual = PairedComparison.Compare(from, to, metric, Quick, 1);
            Assert.Equal((1.0, "there is only one group"), (actual.P, actual.Reason));
            Assert.Null(actual.Low);
            Assert.NotNull(actual.Value);
        }
    }

    [Fact]
    public void Compare_NotDefined_IsNullWithAReason()
    {
        ScoredSamples cell = Cells.Plain([1, 1, 1], [1, 0, 1], [0, 1, 2], 3);

        Difference actual = PairedComparison.Compare(cell, cell, "auroc", Quick, 1);

        Assert.Equal(new Difference { Metric = "auroc", HigherIsBetter = true, Reason = "only one class occurs in the labels" }, actual);
    }

    [Fact]
    public void Compare_NoSamples_IsNullWithAReason()
    {
        ScoredSamples empty = new([], [], [], [], 2);

        Difference actual = PairedComparison.Compare(empty, empty, "accuracy", Quick, 1);

        Assert.Equal(new Difference { Metric = "accuracy", HigherIsBetter = true, Reason = "there are no labelled samples" }, actual);
    }

    [Fact]
    public void Compare_OtherSamples_Fails()
    {
        ScoredSamples cell = Cells.Random(1, 30, 2, 5);

        Assert.Throws<ArgumentException>(() => PairedComparison.Compare(cell, Cells.Random(2, 30, 2, 5), "accuracy", Quick, 1));
        Assert.Throws<InputException>(() => PairedComparison.Compare(cell, cell, "auc", Quick, 1));
    }

    [Fact]
    public void Compare_AnyThreads_GivesTheSameBits()
    {
        ScoredSamples from = Cells.Random(61, 500, 5, 80, 0.6);
        ScoredSamples to = from.Again(62, 0.63);

        foreach (string metric in MetricCatalog.Names)
        {
            Assert.Equal(
                PairedComparison.Compare(from, to, metric, Quick with { Threads = 1 }, 2),
                PairedComparison.Compare(from, to, metric, Quick with { Threads = 5 }, 2));
        }
    }

    [Theory]
    [InlineData(1, 0.95, 9_999)]
    [InlineData(200, 0.95, 9_999)]
    [InlineData(500, 0.95, 20_000)]
    [InlineData(60, 0.99, 12_000)]
    public void MinimumDraws_LargeFamilies_NeedMore(int family, double confidence, int expected)
    {
        int draws = PairedComparison.MinimumDraws(family, confidence);

        Assert.Equal(expected, draws);
        Assert.True(family / (1.0 + draws) <= 1 - confidence);
    }

    [Fact]
    public void Compare_StrongDifferenceInALargeFamily_CanStillReachSignificance()
    {
        ScoredSamples from = Cells.Random(71, 400, 3, 100, 0.3);
        ScoredSamples to = from.Again(72, 0.9);

        Difference actual = PairedComparison.Compare(from, to, "balancedAccuracy", Quick with { Resamples = 20 }, 600);

        Assert.Equal(1.0 / 24_001, actual.P!.Value, 1e-15);
        Assert.True(600 * actual.P <= 0.05);
    }

    [Fact]
    public void Judge_AFamily_GetsAdjustedPAndVerdicts()
    {
        Difference up = new() { Metric = "balancedAccuracy", HigherIsBetter = true, Value = 0.2, P = 0.01 };
        IReadOnlyList<Difference> judged = PairedComparison.Judge(
            [up, up with { Value = -0.1, P = 0.001 }, up with { P = 0.03 }, up with { P = null }, up with { P = 0.02, HigherIsBetter = false }], 0.95);

        Assert.Equal([0.03, 0.004, 0.04, null, 0.04], judged.Select(difference => difference.PAdjusted is double p ? Math.Round(p, 12) : (double?)null));
        Assert.Equal([Verdict.Better, Verdict.Worse, Verdict.Better, null, Verdict.Worse], judged.Select(difference => difference.Verdict));
        Assert.Equal(up.Value, judged[0].Value);
    }
}
