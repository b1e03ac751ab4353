using System.Text.Json;
using ShiftEval.Diagnostics;
using ShiftEval.Metrics;

namespace ShiftEval.Tests.Metrics;

public sealed class OperatingPointTests
{
    [Fact]
    public void Threshold_EveryCase_IsTheOneScikitLearnsCurveHolds() => Assert.All(InferenceFixture.Of("operatingPoints"), expected =>
    {
        OperatingPoint point = OperatingPoint.Parse(expected.GetProperty("point").GetString()!);
        double[] scores = expected.Doubles("scores");
        bool[] truth = [.. expected.Ints("truth").Select(c => c == 1)];
        double threshold = point.Threshold(scores, truth)!.Value;
        OperatingPointMetrics actual = OperatingPoint.Apply(threshold, scores, truth, [.. Enumerable.Range(0, scores.Length)], 0.95);

        Assert.Equal(expected.GetProperty("threshold").ValueKind == JsonValueKind.Null ? Math.BitIncrement(scores.Max()) : expected.Number("threshold"), threshold);
        MetricsFixture.Near(expected.Number("sensitivity"), actual.Sensitivity.Value);
        MetricsFixture.Near(expected.Number("specificity"), actual.Specificity.Value);
        Assert.True((point.Metric == OperatingPointMetric.Sensitivity ? actual.Sensitivity : actual.Specificity).Value >= point.Level);
    });

    [Fact]
    public void Threshold_SensitivityAmongTies_TakesThemAll() =>
        Assert.Equal(0.5, new OperatingPoint(OperatingPointMetric.Sensitivity, 0.5).Threshold([0.9, 0.5, 0.5, 0.5], [true, true, true, true]));

    [Fact]
    public void Threshold_SpecificityOneWithANegativeOnTop_LiesAboveEveryScore()
    {
        double threshold = new OperatingPoint(OperatingPointMetric.Specificity, 1).Threshold([0.2, 1.0, 0.7], [true, false, true])!.Value;

        Assert.Equal(Math.BitIncrement(1.0), threshold);
        OperatingPointMetrics actual = OperatingPoint.Apply(threshold, [0.2, 1.0, 0.7], [true, false, true], [0, 1, 2], 0.95);
        Assert.Equal((0.0, 1.0), (actual.Sensitivity.Value, actual.Specificity.Value));
        Assert.Equal(new MetricValue(null, null, null, null, "nothing is predicted positive"), actual.Ppv);
    }

    [Theory]
    [InlineData(OperatingPointMetric.Sensitivity, false)]
    [InlineData(OperatingPointMetric.Specificity, true)]
    public void Threshold_ClassAbsent_IsNull(OperatingPointMetric metric, bool positive) =>
        Assert.Null(new OperatingPoint(metric, 0.9).Threshold([0.1, 0.8], [positive, positive]));

    [Fact]
    public void Apply_GroupsOfSeveral_HasClusteredIntervals()
    {
        double[] scores = [0.9, 0.8, 0.2, 0.7, 0.1, 0.6, 0.3, 0.2];
        bool[] truth = [true, true, true, false, false, true, false, false];
        OperatingPointMetrics actual = OperatingPoint.Apply(0.6, scores, truth, [0, 0, 1, 1, 2, 2, 3, 3], 0.95);

        Assert.Equal((0.75, 0.75, 0.75, 0.75), (actual.Sensitivity.Value, actual.Specificity.Value, actual.Ppv.Value, actual.Npv.Value));
        (double low, double high) = WilsonInterval.Clustered([(2, 2), (0, 1), (1, 1)], 0.95);
        Assert.Equal(new MetricValue(0.75, low, high, "wilson-clustered"), actual.Sensitivity);
    }

    [Fact]
    public void Apply_NoSamples_HasReasons() => Assert.Equal(
        new MetricValue(null, null, null, null, "there are no labelled samples"),
        OperatingPoint.Apply(0.5, [], [], [], 0.95).Npv);

    [Fact]
    public void Apply_LengthsDiffer_IsRefused() =>
        Assert.Throws<ArgumentException>(() => OperatingPoint.Apply(0.5, [0.1], [true, false], [0], 0.95));

    [Fact]
    public void Threshold_NaN_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new OperatingPoint(OperatingPointMetric.Sensitivity, 1).Threshold([double.NaN], [true]));

    [Theory]
    [InlineData("sensitivity=0.95", OperatingPointMetric.Sensitivity, 0.95)]
    [InlineData(" specificity = 1 ", OperatingPointMetric.Specificity, 1)]
    [InlineData("specificity=.9", OperatingPointMetric.Specificity, 0.9)]
    public void Parse_BothMetrics_AreRead(string text, OperatingPointMetric metric, double level)
    {
        OperatingPoint point = OperatingPoint.Parse(text);

        Assert.Equal(new OperatingPoint(metric, level), point);
        Assert.Equal(point, OperatingPoint.Parse(point.ToString()));
    }

    [Theory]
    [InlineData("recall=0.9", "--operating-point recall=0.9: holds neither sensitivity nor specificity. Write sensitivity=LEVEL or specificity=LEVEL, such as sensitivity=0.95.")]
    [InlineData("", "--operating-point : holds neither sensitivity nor specificity. Write sensitivity=LEVEL or specificity=LEVEL, such as sensitivity=0.95.")]
    [InlineData("sensitivity", "--operating-point sensitivity: names no level. Write a share, such as sensitivity=0.95.")]
    [InlineData("sensitivity=high", "--operating-point sensitivity=high: has a level that is not a number: high. Write a share, such as sensitivity=0.95.")]
    [InlineData("sensitivity=0,95", "--operating-point sensitivity=0,95: has a level that is not a number: 0,95. Write a share, such as sensitivity=0.95.")]
    [InlineData("specificity=95", "--operating-point specificity=95: has a level that is not above 0 and at most 1. Write a share, such as specificity=0.95.")]
    [InlineData("specificity=0", "--operating-point specificity=0: has a level that is not above 0 and at most 1. Write a share, such as specificity=0.95.")]
    [InlineData("sensitivity=-0.5", "--operating-point sensitivity=-0.5: has a level that is not a number: -0.5. Write a share, such as sensitivity=0.95.")]
    public void Parse_AnythingElse_IsRefused(string text, string message) =>
        Assert.Equal(message, Assert.Throws<InputException>(() => OperatingPoint.Parse(text)).Message);
}
