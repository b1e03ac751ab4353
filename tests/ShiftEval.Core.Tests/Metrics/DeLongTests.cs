using System.Text.Json;
using ShiftEval.Metrics;

namespace ShiftEval.Tests.Metrics;

public sealed class DeLongTests
{
    private static readonly MetricOptions Auroc = new() { Metrics = ["auroc"], PrimaryMetric = "auroc", Resamples = 100 };

    [Fact]
    public void Evaluate_TwoClassesOneSampleAGroup_IsTheDoubleLoopOfNumPy() => Assert.All(InferenceFixture.Of("delong"), expected =>
    {
        MetricOptions options = Auroc with { Confidence = expected.Number("confidence") };
        foreach ((string scores, int which) in (ReadOnlySpan<(string, int)>)[("first", 0), ("second", 1)])
        {
            MetricValue actual = MetricEvaluator.Evaluate(Binary(expected, scores), options).Metrics["auroc"];
            Assert.Equal(("delong", null), (actual.Interval, actual.Reason));
            MetricsFixture.Near(expected.GetProperty("areas")[which].GetDouble(), actual.Value);
            MetricsFixture.Near(expected.GetProperty("limits")[which][0].GetDouble(), actual.Low);
            MetricsFixture.Near(expected.GetProperty("limits")[which][1].GetDouble(), actual.High);
        }
    });

    [Fact]
    public void Compare_TwoClassesOneSampleAGroup_IsTheDoubleLoopOfNumPy() => Assert.All(InferenceFixture.Of("delong"), expected =>
    {
        MetricOptions options = Auroc with { Confidence = expected.Number("confidence") };
        Difference actual = PairedComparison.Compare(Binary(expected, "first"), Binary(expected, "second"), "auroc", options, 1);

        Assert.Equal(("delong", "delong", null), (actual.Interval, actual.Test, actual.Reason));
        MetricsFixture.Near(expected.Number("difference"), actual.Value);
        MetricsFixture.Near(expected.GetProperty("differenceLimits")[0].GetDouble(), actual.Low);
        MetricsFixture.Near(expected.GetProperty("differenceLimits")[1].GetDouble(), actual.High);
        MetricsFixture.Near(expected.Number("p"), actual.P);
    });

    [Theory]
    [InlineData(1, 60, 3)]
    [InlineData(2, 90, 5)]
    [InlineData(3, 40, 4)]
    [InlineData(4, 50, 2)]
    public void Variance_AnyClasses_IsThatOfTheDoubleLoop(int seed, int samples, int classes)
    {
        ScoredSamples from = Cells.Coarse(seed, samples, classes, samples);
        ScoredSamples to = from.CoarselyScored(seed + 100);

        MetricsFixture.Near(Naive(Components(to), to), new RocComponents(to).Variance());
        double[] gaps = [.. Components(to).Zip(Components(from), (second, first) => second - first)];
        MetricsFixture.Near(Naive(gaps, to), new RocComponents(to).Variance(new RocComponents(from)));
    }

    [Fact]
    public void Variance_AbsentClass_RunsOverThosePresent()
    {
        ScoredSamples cell = Cells.Coarse(7, 60, 3, 60);
        int[] truth = [.. cell.Truth.ToArray().Select(c => c == 1 ? 0 : c)];
        ScoredSamples without = new(truth, cell.Predicted.ToArray(), cell.Probabilities.ToArray(), cell.Group.ToArray(), 3);

        MetricsFixture.Near(Naive(Components(without), without), new RocComponents(without).Variance());
    }

    [Fact]
    public void Evaluate_SeveralSamplesAGroup_KeepsTheBootstrap()
    {
        ScoredSamples cell = Cells.Random(3, 100, 2, 40);

        Assert.Equal("cluster-bootstrap-bca", MetricEvaluator.Evaluate(cell, Auroc).Metrics["auroc"].Interval);
        Assert.Equal("sign-flip", PairedComparison.Compare(cell, cell.Again(4, 0.5), "auroc", Auroc, 1).Test);
    }

    [Fact]
    public void Evaluate_OtherRankedMetric_KeepsTheBootstrap() => Assert.Equal(
        "cluster-bootstrap-bca",
        MetricEvaluator.Evaluate(Cells.Random(3, 100, 2, 100), Auroc with { Metrics = ["auprc"] }).Metrics["auprc"].Interval);

    [Theory]
    [InlineData(1.0, 0, 0, 0, 1, 1, 1)]
    [InlineData(0.0, 1, 1, 1, 0, 0, 0)]
    [InlineData(0.5, 0, 0, 0, 0, 0, 0)]
    public void Evaluate_SamplesPlacedAlike_HasNoInterval(double area, params int[] scores)
    {
        MetricValue actual = MetricEvaluator.Evaluate(Binary([0, 0, 0, 1, 1, 1], [.. scores.Select(score => (double)score)]), Auroc).Metrics["auroc"];

        Assert.Equal(new MetricValue(area, null, null, "delong", DeLong.NoSpread), actual);
    }

    [Fact]
    public void Evaluate_ClassWithOneSample_HasNoInterval()
    {
        MetricValue actual = MetricEvaluator.Evaluate(Binary([0, 0, 0, 1], [0.1, 0.5, 0.2, 0.4]), Auroc).Metrics["auroc"];

        Assert.Equal(("delong", DeLong.SingleSample, null, null), (actual.Interval, actual.Reason, actual.Low, actual.High));
    }

    [Fact]
    public void Evaluate_OneClassOnly_HasNoValue() => Assert.Equal(
        new MetricValue(null, null, null, null, "only one class occurs in the labels"),
        MetricEvaluator.Evaluate(Binary([1, 1], [0.1, 0.5]), Auroc).Metrics["auroc"]);

    [Fact]
    public void Compare_EqualScores_HasNoIntervalAndPOne()
    {
        ScoredSamples cell = Binary([0, 1, 0, 1, 1], [0.1, 0.5, 0.7, 0.4, 0.8]);
        Difference actual = PairedComparison.Compare(cell, cell, "auroc", Auroc, 1);

        Assert.Equal((0.0, 1.0, "sign-flip", DeLong.NoSpread), (actual.Value, actual.P, actual.Test, actual.Reason));
        Assert.Null(actual.Low);
    }

    [Fact]
    public void Compare_ClassWithOneSample_IsTestedByPermutation()
    {
        int[] truth = [1, .. Enumerable.Repeat(0, 9)];
        Difference actual = PairedComparison.Compare(
            Binary(truth, [.. truth.Select((c, i) => c == 1 ? 0.05 : 0.1 * i)]), Binary(truth, [.. truth.Select((c, i) => c == 1 ? 0.95 : 0.05 * i)]), "auroc", Auroc, 1);

        Assert.Equal((1.0, "sign-flip", DeLong.SingleSample), (Math.Round(actual.Value!.Value, 12), actual.Test, actual.Reason));
        Assert.InRange(actual.P!.Value, 0.01, 1);
    }

    [Fact]
    public void Compare_Exchanged_IsMirrored()
    {
        ScoredSamples from = Cells.Random(8, 80, 3, 80);
        ScoredSamples to = from.Again(9, 0.5);
        Difference forward = PairedComparison.Compare(from, to, "auroc", Auroc, 1);
        Difference backward = PairedComparison.Compare(to, from, "auroc", Auroc, 1);

        MetricsFixture.Near(-forward.Low!.Value, backward.High);
        MetricsFixture.Near(forward.P!.Value, backward.P);
    }

    private static ScoredSamples Binary(JsonElement expected, string scores) => Binary(expected.Ints("truth"), expected.Doubles(scores));

    private static ScoredSamples Binary(int[] truth, double[] scores)
    {
        double[] probabilities = [.. scores.SelectMany(score => (double[])[1 - score, score])];
        return new ScoredSamples(truth, Probabilities.MostProbable(probabilities, 2), probabilities, [.. Enumerable.Range(0, truth.Length)], 2);
    }

    /// <summary>Each sample's component from its definition, pair by pair.</summary>
    private static double[] Components(ScoredSamples cell)
    {
        int[] all = [.. Enumerable.Range(0, cell.Count)];
        int[] measured = cell.Classes == 2 ? [1] : [.. cell.Truth.ToArray().Distinct()];
        return [.. all.Select(i => measured.Sum(c => Share(i, c)) / measured.Length)];

        double Share(int i, int c)
        {
            bool own = cell.Truth[i] == c;
            int[] opponents = [.. all.Where(j => cell.Truth[j] == c != own)];
            int alike = cell.Count - opponents.Length;
            return opponents.Average(j => (1 + (Math.Sign(Score(i) - Score(j)) * (own ? 1 : -1))) / 2.0) / alike;

            double Score(int j) => cell.Probabilities[(j * cell.Classes) + c];
        }
    }

    private static double Naive(double[] components, ScoredSamples cell) => Enumerable.Range(0, cell.Count).GroupBy(i => cell.Truth[i]).Sum(ofClass =>
    {
        double mean = ofClass.Average(i => components[i]);
        return ofClass.Count() * ofClass.Sum(i => (components[i] - mean) * (components[i] - mean)) / (ofClass.Count() - 1);
    });
}
