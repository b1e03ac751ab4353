using ShiftEval.Estimation.Balance;

namespace ShiftEval.Tests.Estimation.Balance;

public sealed class LabelShiftTests
{
    [Theory]
    [InlineData(1, 3, 50)]
    [InlineData(2, 3, 500)]
    [InlineData(3, 5, 80)]
    [InlineData(4, 2, 7)]
    [InlineData(5, 4, 1)]
    public void Estimate_AnyPredictions_IsWhereTheLikelihoodIsLargest(int seed, int classes, int samples)
    {
        Random random = new(seed);
        double[] prior = Row(random, classes, 1);
        double[] probabilities = [.. Enumerable.Range(0, samples).SelectMany(_ => Row(random, classes, 4))];

        double[] mix = LabelShift.Estimate(probabilities, prior).Mix;

        // Of log L(q) = Σ log Σ_c p(c|x)·q(c)/p_s(c) on the simplex: the slope, over n, is 1 where q(c) > 0 and at most 1 where it is 0.
        Assert.Equal(1, mix.Sum(), 1e-9);
        Assert.All(mix, share => Assert.InRange(share, 0, 1));
        double[] slope = Slope(probabilities, prior, mix);
        for (int c = 0; c < classes; c++)
        {
            Assert.InRange(slope[c], mix[c] > 1e-3 ? 1 - 1e-4 : 0, 1 + 2e-3);
        }

        for (int trial = 0; trial < 200; trial++)
        {
            double step = Math.Pow(10, -1 - (trial % 4));
            double[] other = [.. mix.Zip(Row(random, classes, 2), (q, r) => ((1 - step) * q) + (step * r))];
            Assert.True(Likelihood(probabilities, prior, other) <= Likelihood(probabilities, prior, mix) + 1e-9);
        }
    }

    [Fact]
    public void Estimate_OneHotPredictions_RecoversTheMixWhateverThePrior()
    {
        double[] probabilities = OneHot(10, 5, 1, 4);
        foreach (double[] prior in new double[][] { [0.25, 0.25, 0.25, 0.25], [0.7, 0.1, 0.1, 0.1], [0.01, 0.01, 0.97, 0.01] })
        {
            LabelShift shift = LabelShift.Estimate(probabilities, prior);

            Assert.All(shift.Mix.Zip([0.5, 0.25, 0.05, 0.2]), pair => Assert.Equal(pair.Second, pair.First, 1e-12));
            Assert.All(shift.Responsibilities.Zip(probabilities), pair => Assert.Equal(pair.Second, pair.First, 1e-12));
        }
    }

    [Fact]
    public void Estimate_CalibratedPredictionsOfAnotherMix_RecoversIt()
    {
        // x is one of three values; p(c|x) under the source prior follows from the table, and the samples are drawn exactly as q says.
        double[] prior = [0.5, 0.5], q = [0.2, 0.8];
        double[][] likelihood = [[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]];
        List<double> probabilities = [];
        for (int x = 0; x < 3; x++)
        {
            double a = likelihood[0][x] * prior[0], b = likelihood[1][x] * prior[1];
            int count = (int)Math.Round(1000 * ((q[0] * likelihood[0][x]) + (q[1] * likelihood[1][x])));
            for (int i = 0; i < count; i++)
            {
                probabilities.AddRange([a / (a + b), b / (a + b)]);
            }
        }

        double[] mix = LabelShift.Estimate(probabilities, prior).Mix;

        Assert.Equal(0.2, mix[0], 1e-6);
        Assert.Equal(0.8, mix[1], 1e-6);
    }

    [Fact]
    public void Estimate_PredictionsAsOnTheSource_GiveTheSourcesMix()
    {
        Random random = new(8);
        double[] probabilities = [.. Enumerable.Range(0, 300).SelectMany(_ => Row(random, 3, 3))];
        double[] prior = [.. Enumerable.Range(0, 3).Select(c => probabilities.Where((_, i) => i % 3 == c).Average())];

        Assert.All(LabelShift.Estimate(probabilities, prior).Mix.Zip(prior), pair => Assert.Equal(pair.Second, pair.First, 1e-5));
    }

    [Fact]
    public void Estimate_ClassThatIsNeverPredicted_HasNoShareAndNoWeight()
    {
        LabelShift absent = LabelShift.Estimate(OneHot(3, 0, 1), [0.4, 0.4, 0.2]);
        LabelShift unknown = LabelShift.Estimate(OneHot(3, 1, 0), [0.5, 0.5, 0]);

        Assert.Equal(0, absent.Mix[1]);
        Assert.Equal(0, unknown.Mix[2]);
        Assert.All(absent.Weights([0.4, 0.4, 0.2]).Concat(unknown.Weights([0.5, 0.25, 0.25])), weight => Assert.True(double.IsFinite(weight) && weight >= 0));
    }

    [Fact]
    public void Estimate_SampleOfAClassThatTheSourceNeverHad_StaysFinite()
    {
        LabelShift shift = LabelShift.Estimate(OneHot(3, 2, 1), [0.5, 0.5, 0]);

        Assert.All(shift.Mix.Concat(shift.Responsibilities), value => Assert.InRange(value, 0, 1));
        Assert.Equal(1, shift.Mix.Sum(), 1e-12);
    }

    [Fact]
    public void Weights_AnyMix_HaveMeanOne()
    {
        Random random = new(3);
        double[] probabilities = [.. Enumerable.Range(0, 100).SelectMany(_ => Row(random, 4, 2))];
        LabelShift shift = LabelShift.Estimate(probabilities, Row(random, 4, 1));
        Assert.All(shift.Mix, share => Assert.True(share > 0));

        foreach (double[] wanted in new double[][] { [0.25, 0.25, 0.25, 0.25], [1, 0, 0, 0], [0.1, 0.2, 0.3, 0.4], shift.Mix })
        {
            double[] weights = shift.Weights(wanted);

            Assert.Equal(100, weights.Length);
            Assert.Equal(1, weights.Average(), 1e-9);
        }

        Assert.All(shift.Weights(shift.Mix), weight => Assert.Equal(1, weight, 1e-9));
    }

    [Fact]
    public void Weights_OneHotPredictions_AreWantedOverFound()
    {
        double[] weights = LabelShift.Estimate(OneHot(6, 2), [0.5, 0.5]).Weights([0.5, 0.5]);

        Assert.All(weights[..6], weight => Assert.Equal(0.5 / 0.75, weight, 1e-12));
        Assert.All(weights[6..], weight => Assert.Equal(0.5 / 0.25, weight, 1e-12));
    }

    [Fact]
    public void Estimate_ShapesThatDoNotFit_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => LabelShift.Estimate([0.5, 0.5, 1], [0.5, 0.5]));
        Assert.Throws<ArgumentException>(() => LabelShift.Estimate([], [0.5, 0.5]));
        Assert.Throws<ArgumentException>(() => LabelShift.Estimate([0.5], []));
    }

    private static double[] OneHot(params int[] counts) => [.. counts.SelectMany((count, c) =>
        Enumerable.Range(0, count).SelectMany(_ => Enumerable.Range(0, counts.Length).Select(k => k == c ? 1.0 : 0)))];

    private static double[] Row(Random random, int classes, double sharpness)
    {
        double[] row = [.. Enumerable.Range(0, classes).Select(_ => Math.Exp(sharpness * random.NextDouble()))];
        return Array.ConvertAll(row, value => value / row.Sum());
    }

    private static double Likelihood(double[] probabilities, double[] prior, double[] mix) => probabilities.Chunk(mix.Length)
        .Sum(row => Math.Log(Enumerable.Range(0, mix.Length).Sum(c => row[c] * mix[c] / prior[c])));

    private static double[] Slope(double[] probabilities, double[] prior, double[] mix)
    {
        double[] slope = new double[mix.Length];
        int samples = probabilities.Length / mix.Length;
        foreach (double[] row in probabilities.Chunk(mix.Length))
        {
            double sum = Enumerable.Range(0, mix.Length).Sum(c => row[c] * mix[c] / prior[c]);
            for (int c = 0; c < mix.Length; c++)
            {
                slope[c] += row[c] / prior[c] / sum / samples;
            }
        }

        return slope;
    }
}
