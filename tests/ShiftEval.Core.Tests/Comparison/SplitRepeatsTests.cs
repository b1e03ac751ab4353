using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Setup;
using ShiftEval.Diagnostics;
using ShiftEval.Tests.Reference;

namespace ShiftEval.Tests.Comparison;

/// <summary>The spread over divisions is that of the runs one by one.</summary>
public sealed class SplitRepeatsTests(TinyLab lab) : IClassFixture<TinyLab>
{
    [Fact]
    public void Compare_SeveralDivisions_TellsTheSpreadOfTheSingleRuns()
    {
        RunOptions run = lab.Run(lab.Manifest(TinyFixture.Rows, splits: false));
        ComparisonResult[] single = [.. Enumerable.Range(0, 3).Select(r => TinyLab.Compare(lab.Options(run with { SplitSeed = 5 + r }, "ema", "domain")))];

        ComparisonResult result = TinyLab.Compare(lab.Options(run with { SplitSeed = 5 }, "ema", "domain") with { Splits = 3 });

        for (int i = 0; i < result.Cells.Count; i++)
        {
            Assert.Equal(single[0].Cells[i].Metrics["accuracy"], result.Cells[i].Metrics["accuracy"]);
            AssertSpread([.. single.Select(one => one.Cells[i].Metrics["nll"].Value!.Value)], result.Cells[i].Splits!["nll"]!);
        }

        DifferenceResult row = result.Differences.First(row => row.Metric == "nll");
        AssertSpread([.. single.Select(one => one.Differences.First(other => other.Metric == "nll").Value!.Value)], row.Splits!);
    }

    [Fact]
    public void Compare_OneDivision_TellsNoSpread()
    {
        ComparisonResult result = lab.Compare(lab.Run(), "ema");

        Assert.All(result.Cells, cell => Assert.Null(cell.Splits));
    }

    [Fact]
    public void Compare_SplitsThatTheDataGive_AreNotDividedAnew()
    {
        InputException refusal = Assert.Throws<InputException>(() => TinyLab.Compare(lab.Options(lab.Run(), "ema") with { Splits = 2 }));

        Assert.Equal("--splits: there is nothing to divide anew: the data say themselves what is adapt and what is test. Leave it out, or take the split column out of the manifest.", refusal.Message);
    }

    private static void AssertSpread(double[] values, SpreadResult spread)
    {
        double mean = values.Average();
        Assert.Equal(values.Length, spread.Draws);
        Assert.Equal(Math.Sqrt(values.Sum(value => Math.Pow(value - mean, 2)) / (values.Length - 1)), spread.Sd, 1e-12);
        Assert.Equal((values.Min(), values.Max()), (spread.Min, spread.Max));
    }
}
