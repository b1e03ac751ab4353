using System.Text.Json;
using ShiftEval.Diagnostics;
using ShiftEval.Metrics;

namespace ShiftEval.Tests.Metrics;

public sealed class ProbabilitiesTests
{
    [Fact]
    public void FromLogits_HugeScores_NeitherOverflowsNorForgetsTheDifference()
    {
        double[] probabilities = Probabilities.FromLogits([3e38f, 3e38f, -3e38f, -1e4f, -1e4f + 1, float.NegativeInfinity], 3);

        Assert.Equal([0.5, 0.5, 0], probabilities[..3]);
        MetricsFixture.Near(1 / (1 + Math.E), probabilities[3]);
        Assert.Equal(0, probabilities[5]);
    }

    [Fact]
    public void FromLogits_NotANumber_NamesTheRow()
    {
        RunFailedException failure = Assert.Throws<RunFailedException>(() => Probabilities.FromLogits([1, 2, float.NaN, 0], 2));

        Assert.Equal(
            "model output, row 1: holds NaN, which is no score. Check the image and its preprocessing, and the statistics the model ran with.",
            failure.Message);
    }

    [Theory]
    [InlineData(float.PositiveInfinity, 0f)]
    [InlineData(float.NegativeInfinity, float.NegativeInfinity)]
    public void FromLogits_NoFiniteMaximum_Fails(float first, float second) =>
        Assert.Throws<RunFailedException>(() => Probabilities.FromLogits([first, second], 2));

    [Fact]
    public void FromSigmoid_OneColumn_GivesTwoClassesAsSciPy()
    {
        JsonElement expected = MetricsFixture.Of("logistic");
        double[] probabilities = Probabilities.FromSigmoid(expected.Floats("scores"), 1);

        double[] class1 = expected.Doubles("class1");
        Assert.Equal(2 * class1.Length, probabilities.Length);
        for (int i = 0; i < class1.Length; i++)
        {
            MetricsFixture.Near(class1[i], probabilities[(2 * i) + 1], 1e-15);
            MetricsFixture.Near(1 - class1[i], probabilities[2 * i], 1e-15);
        }
    }

    [Fact]
    public void FromSigmoid_OneColumn_KeepsSmallComplements()
    {
        double[] probabilities = Probabilities.FromSigmoid([60], 1);

        Assert.Equal(Math.Exp(-60), probabilities[0], 1e-40);
    }

    [Fact]
    public void FromSigmoid_SeveralColumns_NormalisesAsSciPy()
    {
        JsonElement expected = MetricsFixture.Of("sigmoids");
        double[] probabilities = Probabilities.FromSigmoid(expected.Floats("scores"), 3);

        double[] reference = expected.Doubles("probabilities");
        for (int i = 0; i < reference.Length; i++)
        {
            MetricsFixture.Near(reference[i], probabilities[i], 1e-14);
        }
    }

    [Fact]
    public void FromSigmoid_EveryColumnUnderflows_KeepsTheirRatio()
    {
        double[] probabilities = Probabilities.FromSigmoid([-1000, -1001], 2);

        MetricsFixture.Near(1 / (1 + Math.Exp(-1)), probabilities[0]);
    }

    [Fact]
    public void FromProbabilities_OneColumn_IsClassOne()
    {
        Assert.Equal([0.75, 0.25, 0, 1], Probabilities.FromProbabilities([0.25f, 1], 1));
    }

    [Theory]
    [InlineData(-0.5f, 1.5f, "model output, row 0: holds -0.5, so these are not probabilities. Name what the model gives: --scores logits or --scores sigmoid.")]
    [InlineData(0.75f, 0.75f, "model output, row 0: sums to 1.5, so these are not probabilities. Name what the model gives: --scores logits or --scores sigmoid.")]
    public void FromProbabilities_Logits_AreRefusedWithTheOption(float first, float second, string message)
    {
        InputException refusal = Assert.Throws<InputException>(() => Probabilities.FromProbabilities([first, second], 2));

        Assert.Equal(message, refusal.Message);
    }

    [Fact]
    public void MostProbable_Ties_TakeTheFirst()
    {
        Assert.Equal([0, 1], Probabilities.MostProbable([0.4, 0.4, 0.2, 0.2, 0.4, 0.4], 3));
    }
}
