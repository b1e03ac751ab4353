using ShiftEval.Comparison;
using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;

namespace ShiftEval.Tests.Comparison.Measuring;

/// <summary>A threshold fixed on the source domains holds its level there, and is one for all domains of a variant.</summary>
public sealed class OperatingPointsTests(TinyLab lab) : IClassFixture<TinyLab>
{
    [Theory]
    [InlineData("sensitivity=0.6")]
    [InlineData("specificity=0.7")]
    public void Compare_FixedOnTheSources_HoldsItsLevelThere(string point)
    {
        ComparisonResult result = Compare(point, "cross");
        string[] sources = [.. result.Data.Domains.Where(domain => domain.Role == "source").Select(domain => domain.Name)];

        foreach (IGrouping<string, CellResult> variant in result.Cells.GroupBy(cell => cell.Statistics))
        {
            Assert.Single(variant.Select(cell => cell.OperatingPoint!.Threshold).Distinct());
            CellResult[] own = [.. variant.Where(cell => sources.Contains(cell.Domain))];
            bool ofPositives = point.StartsWith("sensitivity", StringComparison.Ordinal);
            int positive = result.Data.Classes.ToList().IndexOf("cross");
            double Trials(CellResult cell) => cell.Confusion.Index().Where(row => row.Index == positive == ofPositives).Sum(row => row.Item.Sum());
            double held = own.Sum(cell => Trials(cell) * ((ofPositives ? cell.OperatingPoint!.Sensitivity : cell.OperatingPoint!.Specificity).Value ?? 0)) / own.Sum(Trials);
            Assert.InRange(held, double.Parse(point.Split('=')[1], System.Globalization.CultureInfo.InvariantCulture) - 1e-12, 1);
        }
    }

    [Fact]
    public void Compare_WithoutThePositiveClass_AsksForIt()
    {
        InputException refusal = Assert.Throws<InputException>(() => Compare("sensitivity=0.6", null));

        Assert.Equal("--operating-point sensitivity=0.6: does not tell the positive class, and there are more than two. Name it with --positive.", refusal.Message);
    }

    private ComparisonResult Compare(string point, string? positive) =>
        TinyLab.Compare(lab.Options(lab.Run(), "ema", "domain") with { Measures = new MeasureOptions { OperatingPoint = point, Positive = positive } });
}
