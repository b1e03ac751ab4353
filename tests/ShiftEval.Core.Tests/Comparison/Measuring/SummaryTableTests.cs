using ShiftEval.Comparison;
using ShiftEval.Comparison.Measuring;
using ShiftEval.Comparison.Results;
using ShiftEval.Datasets;
using ShiftEval.Metrics;

namespace ShiftEval.Tests.Comparison.Measuring;

public sealed class SummaryTableTests
{
    private static readonly MetricOptions Metrics = new() { Metrics = ["accuracy", "nll"] };

    [Fact]
    public void Of_KnownRoles_RunsOverTheTargetsAndDropsFromTheSources()
    {
        IReadOnlyList<SummaryResult> rows = SummaryTable.Of(
            [Cell("ema", "a", 0.9, 0.2), Cell("ema", "b", 0.7, 0.4), Cell("ema", "c", 0.5, 1), Cell("ema", "d", 0.6, 3)], Roles("a", "b"), Metrics);

        Assert.Equal(2, rows.Count);
        AssertRow(rows[0], "accuracy", 0.55, "c", 0.5, 0.8 - 0.55);
        AssertRow(rows[1], "nll", 2, "d", 3, 0.3 - 2);
    }

    [Fact]
    public void Of_UnknownRoles_RunsOverAllWithoutADrop()
    {
        IReadOnlyList<SummaryResult> rows = SummaryTable.Of([Cell("ema", "a", 0.9, 0.2), Cell("ema", "b", 0.7, 0.4)], Roles(), Metrics);

        AssertRow(rows[0], "accuracy", 0.8, "b", 0.7, null);
        AssertRow(rows[1], "nll", 0.3, "b", 0.4, null);
    }

    [Fact]
    public void Of_OnlySources_HasNoAverage()
    {
        SummaryResult row = SummaryTable.Of([Cell("ema", "a", 0.9, 0.2)], Roles("a"), new MetricOptions { Metrics = ["accuracy"] }).Single();

        Assert.Equal((null, null, null), (row.Average, row.Worst, row.Drop));
    }

    [Fact]
    public void Of_ValuesThatCouldNotBeComputed_AreLeftOutOfTheMeans()
    {
        IReadOnlyList<SummaryResult> rows = SummaryTable.Of([Cell("ema", "a", null, 0.2), Cell("ema", "b", 0.7, 0.4)], Roles(), Metrics);

        AssertRow(rows[0], "accuracy", 0.7, "b", 0.7, null);
        AssertRow(rows[1], "nll", 0.3, "b", 0.4, null);
    }

    [Fact]
    public void Of_SeveralVariants_KeepsTheirOrder()
    {
        CellResult[] cells = [Cell("ema", "a", 1, 1), Cell("domain", "a", 1, 1), Cell("ema", "a", 1, 1) with { Model = "other" }];

        Assert.Equal(
            [("m", "ema"), ("m", "domain"), ("other", "ema")],
            SummaryTable.Of(cells, Roles(), new MetricOptions { Metrics = ["accuracy"] }).Select(row => (row.Model, row.Statistics)));
    }

    [Fact]
    public void Of_SeveralVariants_RanksByAverageAndLeavesTransductiveOnesOut()
    {
        CellResult[] cells =
        [
            Cell("ema", "a", 0.5, 3), Cell("domain", "a", 0.9, 2), Cell("test", "a", 1, 1) with { Transductive = true }, Cell("precise", "a", 0.9, 4), Cell("file:x", "a", null, 5),
        ];

        IReadOnlyList<SummaryResult> rows = SummaryTable.Of(cells, Roles(), Metrics);

        Assert.Equal([3, 1, null, 1, null], rows.Where(row => row.Metric == "accuracy").Select(row => row.Rank));
        Assert.Equal([2, 1, null, 3, 4], rows.Where(row => row.Metric == "nll").Select(row => row.Rank));
    }

    [Fact]
    public void LayerShift_OneLayer_IsTheMeanWassersteinDistanceInOldDeviations()
    {
        // Channel 0: Δm = 3, Δσ = 4 − 0 … 5 over sqrt(1): 5; channel 1: unchanged.
        double shift = LayerShift.Of(new([0, 7], [1, 4]), new([3, 7], [25, 4]), epsilon: 0);

        Assert.Equal(2.5, shift, 1e-12);
    }

    private static void AssertRow(SummaryResult row, string metric, double average, string worst, double value, double? drop)
    {
        Assert.Equal((metric, worst, value), (row.Metric, row.Worst!.Domain, row.Worst.Value));
        Assert.Equal(average, row.Average!.Value, 1e-12);
        Assert.Equal(drop is null, row.Drop is null);
        Assert.Equal(drop ?? 0, row.Drop ?? 0, 1e-12);
    }

    private static DomainRoles Roles(params string[] sources)
    {
        Sample[] samples = [.. "abcd".Select(c => new Sample { Id = $"{c}", Path = $"{c}", Domain = $"{c}", Group = $"{c}" })];
        return DomainRoles.Resolve(new Dataset("data", samples), [], sources, null);
    }

    private static CellResult Cell(string statistics, string domain, double? accuracy, double nll) => new()
    {
        Model = "m",
        Statistics = statistics,
        Spec = statistics,
        Domain = domain,
        Samples = 1,
        Groups = 1,
        AdaptSamples = null,
        Transductive = false,
        Clipped = 0,
        Classes = new Dictionary<string, ClassMetrics>(StringComparer.Ordinal),
        Reliability = [],
        Metrics = new Dictionary<string, MetricValue>(StringComparer.Ordinal) { ["accuracy"] = Value(accuracy), ["nll"] = Value(nll) },
        Confusion = [],
    };

    private static MetricValue Value(double? value) => new(value, null, null, null);
}
