using ShiftEval.Diagnostics;
using ShiftEval.Gates;

namespace ShiftEval.Tests.Gates;

public sealed class GateParserTests
{
    [Theory]
    [InlineData("accuracy>=0.8", GateSummary.Cell, "accuracy", GateLimit.Value, ">=", 0.8)]
    [InlineData(" worst.balancedAccuracy.low  >  5e-1 ", GateSummary.Worst, "balancedAccuracy", GateLimit.Low, ">", 0.5)]
    [InlineData("average.macroF1 >= .7", GateSummary.Average, "macroF1", GateLimit.Value, ">=", 0.7)]
    [InlineData("drop.accuracy<=0.05", GateSummary.Drop, "accuracy", GateLimit.Value, "<=", 0.05)]
    [InlineData("nll.high<1", GateSummary.Cell, "nll", GateLimit.High, "<", 1)]
    public void Parse_EveryForm_IsRead(string text, GateSummary summary, string metric, GateLimit limit, string comparison, double bound)
    {
        Gate gate = One(text);

        Assert.Equal((text, summary, metric, limit, comparison, bound), (gate.Expression, gate.Summary, gate.Metric, gate.Limit, gate.Comparison, gate.Bound));
        Assert.Equal((null, null, null), (gate.Domain, gate.Spec, gate.Model));
    }

    [Fact]
    public void Parse_Qualifiers_StandInAnyOrderAndMayBeQuoted()
    {
        Gate gate = One("accuracy >= 0.8 %models/a.onnx #domain,batch=128,only=mean @\"lab #3 @ \"\"West\"\"\"");

        Assert.Equal(("lab #3 @ \"West\"", "domain,only=mean", "models/a.onnx"), (gate.Domain, gate.Spec, gate.Model));
        Assert.Equal("ema", One("accuracy>0#stored").Spec);
    }

    [Theory]
    [InlineData("accuracy", "is not a requirement")]
    [InlineData("accuracy = 0.8", "is not a requirement")]
    [InlineData("accuracy >= high", "is not a requirement")]
    [InlineData("accuracy >= 1e999", "is not a requirement")]
    [InlineData("best.accuracy >= 0.8", "is not a requirement")]
    [InlineData("accuracy.mean >= 0.8", "is not a requirement")]
    [InlineData("accuracy >= 0.8 labC", "is not a requirement")]
    [InlineData("acuracy >= 0.8", "acuracy is not a metric")]
    [InlineData("accuracy >= 0.8 @a @b", "@ is given twice")]
    [InlineData("accuracy >= 0.8 @", "nothing stands behind @")]
    [InlineData("accuracy >= 0.8 #domian", "domian is not a statistics spec")]
    [InlineData("average.accuracy.low >= 0.8", "a mean over domains and a drop have no interval here")]
    [InlineData("drop.accuracy.high <= 0.1", "a mean over domains and a drop have no interval here")]
    [InlineData("worst.accuracy >= 0.8 @a", "runs over domains and names one")]
    public void Parse_WhatIsNone_SaysWhy(string text, string what)
    {
        ProblemList problems = new();

        Assert.Empty(GateParser.Parse([text], problems));
        Assert.Equal(($"--require {text}", what), (Assert.Single(problems.Problems).Where, problems.Problems[0].What));
    }

    [Theory]
    [InlineData(">=", true, true, false)]
    [InlineData(">", false, true, false)]
    [InlineData("<=", true, false, true)]
    [InlineData("<", false, false, true)]
    public void IsMetBy_EveryComparison_AndNothingByNoNumber(string comparison, bool equal, bool above, bool below)
    {
        Gate gate = One($"accuracy {comparison} 0.5");

        Assert.Equal((equal, above, below, false), (gate.IsMetBy(0.5), gate.IsMetBy(0.51), gate.IsMetBy(0.49), gate.IsMetBy(null)));
    }

    private static Gate One(string text)
    {
        ProblemList problems = new();
        Gate gate = Assert.Single(GateParser.Parse([text], problems));
        problems.ThrowIfAny();
        return gate;
    }
}
