using ShiftEval.Comparison;
using ShiftEval.Comparison.Results;

namespace ShiftEval.Tests.Comparison;

/// <summary>Weighting a real laboratory's photographs to the sources' class mix, by predictions alone.</summary>
public sealed class WbcBalanceTests
{
    [Theory]
    [InlineData("isfahan-leukocytes", 0.69, 0.73)]
    [InlineData("bccd", 0.55, 0.59)]
    public void Compare_BalancedDomain_GainsBalancedAccuracy(string lab, double unweighted, double weighted)
    {
        string folder = SharedReference.FolderOrSkip();
        string model = Path.Combine(folder, "reference", "wbc", lab);
        ReferenceLab reference = new(
            Path.Combine(model, "model.onnx"),
            Path.Combine(folder, "data", "wbc-5labs", $"leave-out-{lab}.csv"),
            Path.Combine(folder, "reference", "wbc", "preprocessor_config.json"),
            Path.Combine(model, "reference.json"),
            ["eosinophil", "lymphocyte", "monocyte", "neutrophil"]);

        ComparisonResult result = ComparisonRunner.Run(
            reference.Options with { Run = reference.Options.Run with { Domains = [lab] }, Statistics = ["domain", "domain,balance=source"] },
            progress: null,
            CancellationToken.None);

        CellResult[] cells = [.. result.Cells];
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant(
            $"{lab}: {cells[0].Metrics["balancedAccuracy"].Value:F4} -> {cells[1].Metrics["balancedAccuracy"].Value:F4}, {cells[1].Balance}"));
        Assert.Equal(unweighted, cells[0].Metrics["balancedAccuracy"].Value!.Value, 0.015);
        Assert.Equal(weighted, cells[1].Metrics["balancedAccuracy"].Value!.Value, 0.015);
        Assert.Null(cells[0].Balance);
        Assert.Null(cells[1].Balance!.Refused);
        Assert.InRange(cells[1].Balance!.EffectiveSize, 0.3 * cells[1].AdaptSamples!.Value, cells[1].AdaptSamples!.Value);
        Assert.Contains(result.Warnings, warning => warning.Code == "balance-by-predictions");
    }
}
