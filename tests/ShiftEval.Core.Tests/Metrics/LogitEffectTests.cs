using ShiftEval.Metrics;

namespace ShiftEval.Tests.Metrics;

public sealed class LogitEffectTests
{
    [Fact]
    public void Of_WilsonLimits_GivesBackTheSamplesBehindThem() => Assert.All(InferenceFixture.Of("wilsonEffects"), row =>
    {
        DomainEstimate estimate = new(
            "lab", row.Number("value"), row.Number("low"), row.Number("high"), row.GetProperty("interval").GetString(), row.GetProperty("groups").GetInt32());
        LogitEffect effect = LogitEffect.Of(estimate, 0.95, out string? reason)!.Value;

        Assert.Null(reason);
        MetricsFixture.Near(row.GetProperty("effect")[0].GetDouble(), effect.Value, 1e-9);
        MetricsFixture.Near(row.GetProperty("effect")[1].GetDouble(), effect.Variance, 1e-9);
    });

    [Fact]
    public void Of_ClusteredProportion_HasTheVarianceOfItsDesign()
    {
        (long, long)[] groups = [(9, 10), (4, 10), (8, 10), (3, 12), (11, 12)];
        MetricValue share = ProportionInterval.Of(groups, independent: false, 0.9, "none");
        LogitEffect effect = LogitEffect.Of(new DomainEstimate("lab", share.Value, share.Low, share.High, share.Interval, 5), 0.9, out _)!.Value;

        // v of the share over (p(1 - p))²: the delta method on G/(G - 1)·Σ(k - p·n)²/n².
        double p = 35.0 / 54;
        double variance = 5.0 / 4 * groups.Sum(group => Math.Pow(group.Item1 - (p * group.Item2), 2)) / (54 * 54);
        MetricsFixture.Near(variance / Math.Pow(p * (1 - p), 2), effect.Variance, 1e-9);
    }
}
