using ShiftEval.Metrics;

namespace ShiftEval.Tests.Metrics;

public sealed class ScoredSamplesTests
{
    [Fact]
    public void Labelled_UnknownLabels_AreLeftOut()
    {
        ScoredSamples cell = ScoredSamples.Labelled([1, -1, 0], [0.25, 0.75, 0.5, 0.5, 0.125, 0.875], ["p2", "p9", "p1"], 2);

        Assert.Equal(2, cell.Count);
        Assert.Equal([1, 0], cell.Truth.ToArray());
        Assert.Equal([1, 1], cell.Predicted.ToArray());
        Assert.Equal([1, 0], cell.Group.ToArray());
        Assert.Equal([-Math.Log(0.75), -Math.Log(0.125)], cell.NegativeLogLikelihood.ToArray());
    }

    [Fact]
    public void Labelled_AnyFileOrder_GivesTheSameGroupOfASample()
    {
        double[] probabilities = [0.5, 0.5, 0.5, 0.5, 0.5, 0.5];

        ScoredSamples forward = ScoredSamples.Labelled([0, 1, 1], probabilities, ["b", "a", "B"], 2);
        ScoredSamples backward = ScoredSamples.Labelled([1, 1, 0], probabilities, ["B", "a", "b"], 2);

        Assert.Equal([2, 1, 0], forward.Group.ToArray());
        Assert.Equal([0, 1, 2], backward.Group.ToArray());
    }

    [Fact]
    public void Constructor_ImpossibleTruth_IsClippedAndCounted()
    {
        ScoredSamples cell = new([0, 1, 0], [1, 1, 1], [0, 1, 1e-15, 1, 1e-16, 1], [0, 0, 1], 2);

        Assert.Equal(2, cell.ClippedCount);
        Assert.Equal(-Math.Log(1e-15), cell.NegativeLogLikelihood[0]);
        Assert.False(cell.IsOneSamplePerGroup);
    }

    [Theory]
    [InlineData(2, 0, 0, 0.5, "truth 2")]
    [InlineData(-1, 0, 0, 0.5, "truth -1")]
    [InlineData(0, 2, 0, 0.5, "prediction 2")]
    [InlineData(0, 0, 1, 0.5, "dense")]
    [InlineData(0, 0, -1, 0.5, "dense")]
    [InlineData(0, 0, 0, double.NaN, "NaN")]
    [InlineData(0, 0, 0, 1.5, "1.5")]
    [InlineData(0, 0, 0, -0.1, "-0.1")]
    public void Constructor_ValueOutOfRange_SaysWhich(int truth, int predicted, int group, double probability, string expected)
    {
        ArgumentException failure = Assert.Throws<ArgumentException>(() => new ScoredSamples([truth], [predicted], [probability, 0], [group], 2));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN, "Sample 1: the probability of class 2 is NaN, not within 0..1.")]
    [InlineData(-0.25, "Sample 1: the probability of class 2 is -0.25, not within 0..1.")]
    public void Constructor_ProbabilityOfAnotherClassOutOfRange_SaysWhich(double probability, string expected) => Assert.StartsWith(
        expected,
        Assert.Throws<ArgumentException>(() => new ScoredSamples([0, 1], [0, 1], [1, 0, 0, 0, 1, probability], [0, 1], 3)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Constructor_LengthsDiffer_Fails() =>
        Assert.Throws<ArgumentException>(() => new ScoredSamples([0, 1], [0, 1], [1, 0, 1], [0, 1], 2));

    [Fact]
    public void Constructor_GroupWithoutSample_Fails() =>
        Assert.Contains("no sample has 1", Assert.Throws<ArgumentException>(() => new ScoredSamples([0, 0, 0], [0, 0, 0], [1, 1, 1], [0, 2, 0], 1)).Message, StringComparison.Ordinal);
}
