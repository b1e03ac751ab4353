using ShiftEval.Diagnostics;
using ShiftEval.Statistics;

namespace ShiftEval.Tests.Statistics;

public sealed class ReplacementTests
{
    private static readonly ModelStatistics Stored = Model(4, 0, 1);
    private static readonly ModelStatistics Measured = Model(4, 2, 3);

    [Fact]
    public void Apply_Ties_TakeTheFirstChannels()
    {
        ModelStatistics taken = new Replacement(new ReplacementRule { NearestPercent = 50 }, Stored).Apply(Measured);

        Assert.Equal([2.0, 2, 0, 0], taken["a"].Mean);
        Assert.Equal([3.0, 3, 1, 1], taken["a"].Variance);
        Assert.Equal([2.0, 0, 0, 0], taken["b"].Mean);
        Assert.Equal([0.0, 0, 0, 0], taken["c"].Mean);
    }

    [Fact]
    public void Apply_Nearest_GoesByMeanAndDeviation()
    {
        ModelStatistics stored = new([KeyValuePair.Create("a", new LayerStatistics([0, 0, 0], [1, 1, 1]))]);
        ModelStatistics measured = new([KeyValuePair.Create("a", new LayerStatistics([1, 0, 0.5], [1, 9, 1.21]))]);

        // Distances 1, 4 and 0.26: a single layer takes P as it is, and 2 of 3 are 66.7 percent.
        Assert.Equal([1.0, 0, 0.5], new Replacement(new ReplacementRule { NearestPercent = 66.7 }, stored).Apply(measured)["a"].Mean);
        Assert.Equal([0.0, 0, 0.5], new Replacement(new ReplacementRule { NearestPercent = 33 }, stored).Apply(measured)["a"].Mean);
    }

    [Theory]
    [InlineData("b", null, "b")]
    [InlineData("?", null, "abc")]
    [InlineData("*", 2, "ab")]
    [InlineData(null, 1, "a")]
    [InlineData(null, 9, "abc")]
    [InlineData("B", null, "")]
    [InlineData("c", 2, "")]
    public void Takes_PatternAndCount_MustBothFit(string? pattern, int? first, string expected)
    {
        Replacement replacement = new(new ReplacementRule { Layers = pattern, FirstLayers = first }, Stored);

        Assert.Equal(expected, string.Concat(Stored.Layers.Where(replacement.Takes)));
    }

    [Fact]
    public void Check_PatternThatFitsNoLayer_NamesTheNearest()
    {
        ProblemList problems = new();
        new Replacement(new ReplacementRule { Layers = "d*" }, Stored).Check("--statistics domain,layers=d*", "m.onnx", problems);
        new Replacement(new ReplacementRule { Layers = "c*" }, Stored).Check("--statistics domain,layers=c*", "m.onnx", problems);

        Assert.Equal("no BatchNorm layer of m.onnx has a name that fits d*", Assert.Single(problems.Problems).What);
    }

    private static ModelStatistics Model(int channels, double mean, double variance) => new("abc".Select(layer => KeyValuePair.Create(
        layer.ToString(), new LayerStatistics([.. Enumerable.Repeat(mean, channels)], [.. Enumerable.Repeat(variance, channels)]))));
}
