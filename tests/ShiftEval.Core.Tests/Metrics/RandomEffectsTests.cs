using System.Text.Json;
using ShiftEval.Metrics;

namespace ShiftEval.Tests.Metrics;

public sealed class RandomEffectsTests
{
    [Fact]
    public void BetweenVariance_AndMean_AreThoseOfTheLikelihoodMaximised() => Assert.All(InferenceFixture.Of("randomEffects"), expected =>
    {
        LogitEffect[] effects = Effects(expected);
        double between = RandomEffects.BetweenVariance(effects)!.Value;
        (double mean, double error) = RandomEffects.Mean(effects, between);

        MetricsFixture.Near(expected.Number("tau2"), between, 1e-10);
        MetricsFixture.Near(expected.Number("mean"), mean, 1e-10);
        MetricsFixture.Near(expected.Number("standardError"), error, 1e-10);
    });

    [Fact]
    public void BetweenVariance_VaccineTrials_IsThePublishedOne()
    {
        // metafor, rma(yi, vi, data = dat.bcg, test = "knha"): tau^2 0.3132, estimate -0.7145, se 0.1808.
        LogitEffect[] effects = Effects(InferenceFixture.Of("randomEffects")[0]);
        double between = RandomEffects.BetweenVariance(effects)!.Value;
        (double mean, double error) = RandomEffects.Mean(effects, between);

        Assert.Equal((0.3132, -0.7145, 0.1808), (Math.Round(between, 4), Math.Round(mean, 4), Math.Round(error, 4)));
    }

    [Fact]
    public void Pool_IntervalsOfKnownVariance_GivesTheReferenceMeanAndPrediction() => Assert.All(InferenceFixture.Of("randomEffects"), expected =>
    {
        double confidence = expected.Number("confidence");
        double z = Distributions.NormalQuantile((1 + confidence) / 2);
        DomainEstimate[] domains = [.. Effects(expected).Select((effect, i) => new DomainEstimate(
            $"lab{i}",
            LogitEffect.Logistic(effect.Value),
            LogitEffect.Logistic(effect.Value - (z * Math.Sqrt(effect.Variance))),
            LogitEffect.Logistic(effect.Value + (z * Math.Sqrt(effect.Variance))),
            "cluster-bootstrap-bca",
            9))];
        RandomEffectsResult actual = RandomEffects.Pool(domains, confidence);

        Assert.Equal((domains.Length, null), (actual.Domains, actual.Reason));
        MetricsFixture.Near(Math.Sqrt(expected.Number("tau2")), actual.BetweenSd, 1e-7);
        MetricsFixture.Near(LogitEffect.Logistic(expected.Number("mean")), actual.Mean, 1e-7);
        MetricsFixture.Near(LogitEffect.Logistic(expected.GetProperty("limits")[0].GetDouble()), actual.Low, 1e-7);
        MetricsFixture.Near(LogitEffect.Logistic(expected.GetProperty("limits")[1].GetDouble()), actual.High, 1e-7);
        MetricsFixture.Near(LogitEffect.Logistic(expected.GetProperty("prediction")[0].GetDouble()), actual.PredictionLow, 1e-7);
        MetricsFixture.Near(LogitEffect.Logistic(expected.GetProperty("prediction")[1].GetDouble()), actual.PredictionHigh, 1e-7);
    });

    [Fact]
    public void Pool_PerfectDomainAmongOthers_StaysBelowOne()
    {
        RandomEffectsResult actual = RandomEffects.Pool([Wilson("a", 50, 50), Wilson("b", 45, 50), Wilson("c", 40, 50)], 0.95);

        Assert.Null(actual.Reason);
        Assert.InRange(actual.Mean!.Value, 0.85, 0.98);
        Assert.True(actual.PredictionLow < actual.Low && actual.High < actual.PredictionHigh && actual.PredictionHigh < 1);
    }

    [Fact]
    public void Pool_DomainsInAnyOrder_GivesTheSame()
    {
        DomainEstimate[] domains = [Wilson("a", 30, 50), Wilson("b", 45, 50), Wilson("c", 40, 60), Wilson("d", 10, 12)];
        RandomEffectsResult forward = RandomEffects.Pool(domains, 0.9);
        RandomEffectsResult backward = RandomEffects.Pool([.. domains.Reverse()], 0.9);

        MetricsFixture.Near(forward.PredictionLow!.Value, backward.PredictionLow, 1e-10);
        MetricsFixture.Near(forward.BetweenSd!.Value, backward.BetweenSd, 1e-10);
    }

    [Fact]
    public void Pool_TwoDomains_SaysThatTheyAreTooFew() =>
        Assert.Equal(new RandomEffectsResult { Domains = 2, Reason = "there are fewer than three domains" }, RandomEffects.Pool([Wilson("a", 3, 9), Wilson("b", 4, 9)], 0.95));

    [Theory]
    [InlineData(null, null, null, "wilson", 9, "labC has no value")]
    [InlineData(0.8, null, null, "cluster-bootstrap-bca", 9, "labC has no interval")]
    [InlineData(0.8, 0.6, 1.0, "cluster-bootstrap-bca", 9, "the value or a limit of labC is 0 or 1, which has no logit")]
    [InlineData(1.0, 0.9, 1.0, "delong", 9, "the value or a limit of labC is 0 or 1, which has no logit")]
    [InlineData(0.8, 0.6, 0.9, "wilson-clustered", 1, "labC has fewer than two groups")]
    [InlineData(0.8, 0.8, 0.8, "delong", 9, "the interval of labC has no width")]
    public void Pool_DomainWithoutUsableInterval_NamesIt(double? value, double? low, double? high, string interval, int groups, string reason)
    {
        RandomEffectsResult actual = RandomEffects.Pool([Wilson("labA", 3, 9), Wilson("labB", 4, 9), new("labC", value, low, high, interval, groups)], 0.95);

        Assert.Equal(new RandomEffectsResult { Domains = 3, Reason = reason }, actual);
    }

    private static DomainEstimate Wilson(string domain, int hits, int trials)
    {
        (double low, double high) = WilsonInterval.Independent(hits, trials, 0.95);
        return new DomainEstimate(domain, (double)hits / trials, low, high, "wilson", trials);
    }

    private static LogitEffect[] Effects(JsonElement element) => [.. element.Doubles("y").Zip(element.Doubles("v"), (y, v) => new LogitEffect(y, v))];
}
