using ShiftEval.Metrics;

namespace ShiftEval.Tests.Metrics;

public sealed class VerdictsTests
{
    [Theory]
    [InlineData(0.1, 0.01, true, "better")]
    [InlineData(-0.1, 0.01, true, "worse")]
    [InlineData(0.1, 0.01, false, "worse")]
    [InlineData(-0.1, 0.01, false, "better")]
    [InlineData(0.1, 0.051, true, "no evidence")]
    [InlineData(0.0, 0.01, true, "no evidence")]
    public void Decide_ByDirectionAndLevel(double value, double p, bool higherIsBetter, string expected) =>
        Assert.Equal(expected, Verdicts.Decide(value, p, higherIsBetter, 0.95)!.Value.ToText());

    [Theory]
    [InlineData(0.9, 0.1)]
    [InlineData(0.95, 0.05)]
    [InlineData(0.99, 0.01)]
    public void Decide_ExactlyTheLevel_ReachesIt(double confidence, double p) =>
        Assert.Equal(Verdict.Better, Verdicts.Decide(1, p, higherIsBetter: true, confidence));

    [Theory]
    [InlineData(null)]
    [InlineData(double.NaN)]
    public void Decide_WithoutP_IsNoVerdictAtAll(double? p) => Assert.Null(Verdicts.Decide(1, p, higherIsBetter: true, 0.95));
}
