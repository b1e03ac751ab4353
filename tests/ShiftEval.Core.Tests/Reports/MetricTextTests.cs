using ShiftEval.Reports;

namespace ShiftEval.Tests.Reports;

public sealed class MetricTextTests
{
    [Theory]
    [InlineData("accuracy", "accuracy %", "81.2")]
    [InlineData("balancedAccuracy", "balanced accuracy %", "81.2")]
    [InlineData("macroF1", "macro F1 %", "81.2")]
    [InlineData("nll", "NLL", "0.812")]
    [InlineData("auroc", "AUROC", "0.812")]
    [InlineData("auprc", "AUPRC", "0.812")]
    [InlineData("brier", "Brier", "0.812")]
    [InlineData("ece", "ECE", "0.812")]
    [InlineData("kappa", "kappa", "0.812")]
    [InlineData("quadraticKappa", "quadratic kappa", "0.812")]
    public void EveryMetric_HasItsHeaderAndUnit(string metric, string header, string value)
    {
        Assert.Equal(header, MetricText.Header(metric));
        Assert.Equal(value, MetricText.Value(metric, 0.8121));
    }

    [Theory]
    [InlineData("kappa", -0.0004, "0.000")]
    [InlineData("kappa", -0.0006, "-0.001")]
    [InlineData("accuracy", -0.0, "0.0")]
    public void Value_ThatRoundsToZero_HasNoSign(string metric, double value, string shown) => Assert.Equal(shown, MetricText.Value(metric, value));
}
