using System.Text.Json;
using ShiftEval.Metrics;

namespace ShiftEval.Tests.Metrics;

public sealed class BcaIntervalTests
{
    [Theory]
    [InlineData("bca")]
    [InlineData("bcaTies")]
    public void Compute_SameReplicates_GivesTheReferenceLimits(string name)
    {
        JsonElement expected = MetricsFixture.Of(name);
        Limits limits = BcaInterval.Compute(
            expected.Number("estimate"), expected.Doubles("replicates"), expected.Doubles("jackknife"), expected.Number("confidence"), 1);

        MetricsFixture.Near(expected.Doubles("limits")[0], limits.Low, 1e-9);
        MetricsFixture.Near(expected.Doubles("limits")[1], limits.High, 1e-9);
        Assert.Null(limits.Reason);
    }

    [Fact]
    public void Compute_ReplicatesAllEqual_HasNoLimits() =>
        Assert.Equal(Limits.None("every resample gave the same value"), BcaInterval.Compute(0.5, [0.5, 0.5, 0.5 + 1e-16], [0.5, 0.5], 0.95, 1));

    [Theory]
    [InlineData(double.NaN, 0.5)]
    [InlineData(0.7, double.NaN)]
    public void Compute_NotDefinedSomewhere_HasNoLimits(double replicate, double leftOut) => Assert.Equal(
        Limits.None("the value is not defined on some of the resamples"),
        BcaInterval.Compute(0.5, [0.4, replicate, 0.6], [leftOut, 0.6], 0.95, 1));

    [Fact]
    public void Compute_ReplicatesOnOneSide_HasNoLimits() =>
        Assert.Equal(Limits.None("every resample fell on one side of the value"), BcaInterval.Compute(0.5, [0.6, 0.7, 0.8], [0.5, 0.6], 0.95, 1));

    [Fact]
    public void Compute_AccelerationBeyondItsPole_HasNoLimits()
    {
        // One group unlike 400 others: the acceleration is near its largest, 1/6, so bias plus quantile beyond 6 passes the pole.
        double[] jackknife = [.. Enumerable.Repeat(1.0, 400), -50.0];
        double[] replicates = [.. Enumerable.Range(0, 1000).Select(i => i < 999 ? 0.1 + (i * 1e-5) : 2.0)];

        Assert.Equal(Limits.None("the resamples are too skewed for the bootstrap's correction"), BcaInterval.Compute(1.0, replicates, jackknife, 0.9999, 1));
    }

    [Fact]
    public void Acceleration_JackknifeOfRoundingAlone_IsZero() =>
        Assert.Equal(0, BcaInterval.Acceleration([0.5, 0.5 + 1e-16, 0.5, 0.5 - 5e-16], 1e-12));
}
