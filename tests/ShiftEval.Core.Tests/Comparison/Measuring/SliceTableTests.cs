using ShiftEval.Comparison;
using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;

namespace ShiftEval.Tests.Comparison.Measuring;

/// <summary>Metrics for each value of a column.</summary>
public sealed class SliceTableTests(TinyLab lab) : IClassFixture<TinyLab>
{
    [Fact]
    public void Of_TheDomainsOwnColumn_EqualsTheCells()
    {
        ComparisonResult result = Compare("lab");

        foreach (CellResult cell in result.Cells)
        {
            SliceResult slice = result.Slices.Single(slice => slice.Statistics == cell.Statistics && slice.Value == cell.Domain && slice.Domain == cell.Domain);
            Assert.Equal(cell.Metrics, slice.Metrics);
            Assert.Equal(cell.Confusion, slice.Confusion);
        }
    }

    [Fact]
    public void Of_Labels_DivideEveryCell()
    {
        ComparisonResult result = Compare("label");

        foreach (CellResult cell in result.Cells)
        {
            SliceResult[] slices = [.. result.Slices.Where(slice => slice.Statistics == cell.Statistics && slice.Domain == cell.Domain)];
            Assert.Equal(cell.Samples, slices.Sum(slice => slice.Samples));
            Assert.Equal(cell.Confusion.Sum(row => row.Sum()), slices.Sum(slice => slice.Confusion.Sum(row => row.Sum())));
            Assert.All(slices, slice => Assert.Equal(1, slice.Confusion.Count(row => row.Sum() > 0)));
        }
    }

    [Fact]
    public void Of_SeveralDomains_HasTheirSumToo()
    {
        ComparisonResult result = Compare("label");

        foreach (IGrouping<(string Statistics, string Value), SliceResult> slices in result.Slices.GroupBy(slice => (slice.Statistics, slice.Value)))
        {
            SliceResult sum = slices.Single(slice => slice.Domain is null);
            SliceResult[] parts = [.. slices.Where(slice => slice.Domain is not null)];
            Assert.True(parts.Length > 1);
            Assert.Equal(parts.Sum(part => part.Samples), sum.Samples);
            Assert.Equal(parts.Sum(part => part.Groups), sum.Groups);
            Assert.Equal(parts.Sum(part => part.Metrics["accuracy"].Value!.Value * part.Samples) / sum.Samples, sum.Metrics["accuracy"].Value!.Value, 1e-12);
        }
    }

    [Fact]
    public void Compare_AColumnThatIsNotThere_IsRefusedWithTheNames()
    {
        InputException refusal = Assert.Throws<InputException>(() => Compare("scanner"));

        Assert.StartsWith("--across scanner: is not a column of the data. Columns, nearest first: ", refusal.Message, StringComparison.Ordinal);
    }

    private ComparisonResult Compare(string column) =>
        TinyLab.Compare(lab.Options(lab.Run(), "ema", "domain") with { Measures = new MeasureOptions { Across = [column] } });
}
