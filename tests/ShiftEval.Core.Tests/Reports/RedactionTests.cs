using System.Text.Json;
using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;
using ShiftEval.Estimation.Balance;
using ShiftEval.Gates;
using ShiftEval.Metrics;
using ShiftEval.Reports;

namespace ShiftEval.Tests.Reports;

public sealed class RedactionTests
{
    private const string Model = "/secret/run 7/model.onnx";
    private static readonly int[][] Large = [[20, 13], [10, 26]];
    private static readonly int[][] Small = [[20, 13], [4, 32]];

    [Fact]
    public void Of_LargeTables_StayRounded()
    {
        CellResult cell = Redaction.Of(Result(("a", 69, 40, [Large, Large]))).Cells[0];

        Assert.Equal(Large, cell.Confusion);
        Assert.Equal((0.67, 0.55, 0.77), (cell.Metrics["accuracy"].Value, cell.Metrics["accuracy"].Low, cell.Metrics["accuracy"].High));
        Assert.Equal(0.61, cell.Classes["x"].Sensitivity.Value);
    }

    [Fact]
    public void Of_SmallCountInOneTable_ClosesEveryTableOfTheDomain()
    {
        ComparisonResult redacted = Redaction.Of(Result(("a", 69, 40, [Large, Small]), ("b", 69, 40, [Large, Large])));

        Assert.All(redacted.Cells.Where(cell => cell.Domain == "a"), cell =>
        {
            Assert.Empty(cell.Confusion);
            Assert.Empty(cell.Classes);
            Assert.Empty(cell.Reliability);
            Assert.NotNull(cell.Metrics["accuracy"].Value);
            Assert.NotNull(cell.Metrics["nll"].Value);
            Assert.Equal(new MetricValue(null, null, null, null, "withheld"), cell.Metrics["kappa"]);
        });
        Assert.Empty(redacted.Data.Domains[0].Classes);
        Assert.All(redacted.Cells.Where(cell => cell.Domain == "b"), cell => Assert.Equal(Large, cell.Confusion));
        Assert.DoesNotContain(redacted.Summary, row => row.Metric == "kappa");
        Assert.DoesNotContain(redacted.Differences, row => row.Domain == "a" && row.Metric == "kappa");
        Assert.Contains(redacted.Differences, row => row.Domain == "b" && row.Metric == "kappa");
    }

    [Fact]
    public void Of_CountsOfAllSplits_GiveWayToThoseScored()
    {
        DataResult data = Redaction.Of(Result(("a", 69, 40, [Large, Large]))).Data;

        Assert.Equal((69, 40), (data.Domains[0].Samples, data.Domains[0].Groups));
        Assert.Equal([("x", 33), ("y", 36)], data.Domains[0].Classes.Select(pair => (pair.Key, pair.Value)));
        Assert.Equal((null, null, null), (data.Samples, data.Skipped, data.Unlabelled));
    }

    [Theory]
    [InlineData(9, 9)]
    [InlineData(69, 9)]
    [InlineData(0, 0)]
    public void Of_SmallDomain_IsNamedInTheNoticeAlone(int samples, int groups)
    {
        ComparisonResult redacted = Redaction.Of(Result(("a", 69, 40, [Large, Large]), ("c", 69, 40, [Large, Large]), ("tiny-lab", samples, groups, [Large, Large])));

        Assert.DoesNotContain("tiny-lab", JsonReport.Write(redacted with { Warnings = [] }), StringComparison.Ordinal);
        Assert.Contains("tiny-lab", redacted.Warnings[0].Message, StringComparison.Ordinal);
        Assert.Contains("not shown: 1.", redacted.Warnings[0].Message, StringComparison.Ordinal);
        Assert.Empty(redacted.Summary);
    }

    [Fact]
    public void Of_RequirementsOnWithheldFigures_AreCountedOnly()
    {
        ComparisonResult result = Result(("a", 69, 40, [Large, Small]), ("b", 69, 40, [Large, Large]));
        GateResult gate = result.Requirements[0];
        result = result with { Requirements = [gate, gate with { Expression = "kappa>=0.2@a", Domain = "a" }, gate with { Expression = "kappa >= 0.2 @b %/secret/m.onnx", Domain = "b" }, gate with { Expression = "average.kappa>=0.2", Domain = null }, gate with { Expression = "average.accuracy>=0.2", Domain = null }] };

        ComparisonResult redacted = Redaction.Of(result);

        Assert.Equal(["accuracy>=0.5", "kappa >= 0.2", "average.accuracy>=0.2"], redacted.Requirements.Select(row => row.Expression));
        Assert.All(redacted.Requirements, row => Assert.Equal(0.67, row.Value));
        Assert.Contains("not shown: 2.", redacted.Warnings[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Klinik (Mueller, Hans=1944)/sub dir/s.onnx", "s.onnx")]
    [InlineData(@"C:\Mueller; Hans\s.onnx", "s.onnx")]
    [InlineData("file:\"/Mueller, Hans/sub dir/s.safetensors\"", "file:s.safetensors")]
    [InlineData("file:/Mueller, Hans/a/s.npz", "file:s.npz")]
    [InlineData("domain,balance=source", "domain,balance=source")]
    public void LastPart_AnyPath_LosesItsFolders(string name, string expected) => Assert.Equal(expected, RedactedNames.LastPart(name));

    [Fact]
    public void Names_AlikeWithoutFolders_StayApart()
    {
        RedactedNames names = new(["a/m.onnx", "b/m.onnx", "c/m.onnx"]);

        Assert.Equal(["m.onnx", "m.onnx#2", "m.onnx#3"], new[] { "a/m.onnx", "b/m.onnx", "c/m.onnx" }.Select(name => names[name]));
    }

    [Theory]
    [InlineData("/mnt/pacs/x", "a")]
    [InlineData("two", "closed")]
    public void Of_SliceThatTellsMoreThanItsDomain_ClosesItsColumn(string value, string domain)
    {
        ComparisonResult result = Result(("a", 69, 40, [Large, Large]), ("closed", 69, 40, [Large, Small]));
        SliceResult slice = new() { Column = "scanner", Value = value, Model = Model, Statistics = "ema", Domain = domain, Samples = 69, Groups = 40, Metrics = result.Cells[0].Metrics, Confusion = Large };
        result = result with { Slices = [slice, slice with { Value = "one", Domain = "a" }, slice with { Column = "sex", Value = "f", Domain = "a" }] };

        Assert.Equal(["sex"], Redaction.Of(result).Slices.Select(left => left.Column));
    }

    [Fact]
    public void Of_SliceWithFewImages_ClosesItsColumn()
    {
        ComparisonResult result = Result(("a", 69, 40, [Large, Large]));
        SliceResult slice = new() { Column = "scanner", Value = "one", Model = Model, Statistics = "ema", Domain = "a", Samples = 69, Groups = 40, Metrics = result.Cells[0].Metrics, Confusion = Large };
        result = result with { Slices = [slice, slice with { Value = "two", Samples = 5 }, slice with { Column = "sex" }] };

        Assert.Equal(["sex"], Redaction.Of(result).Slices.Select(left => left.Column));
    }

    [Fact]
    public void Of_PathsIdsAndMessages_AreInNoOutput()
    {
        ComparisonResult redacted = Redaction.Of(Result(("a", 69, 40, [Large, Small])));

        foreach (string output in new[] { JsonReport.Write(redacted), ComparisonMarkdown.Write(redacted), ComparisonCsv.Write(redacted), JUnitReport.Write(redacted) })
        {
            Assert.DoesNotContain("secret", output, StringComparison.Ordinal);
            Assert.DoesNotContain("patient-77", output, StringComparison.Ordinal);
        }

        Assert.Equal("model.onnx", redacted.Models[0].Name);
        Assert.Equal("file:arden.safetensors", redacted.Cells[1].Statistics);
    }

    [Fact]
    public void Of_AnyResult_ShowsNoNumberFinerThanItSays()
    {
        JsonElement document = JsonElement.Parse(JsonReport.Write(Redaction.Of(Result(("a", 69, 40, [Large, Small]), ("b", 69, 40, [Large, Large])))));

        Assert.All(document.GetProperty("cells").EnumerateArray(), cell => Assert.Equal(JsonValueKind.Null, cell.GetProperty("balance").ValueKind));
        foreach (double number in new[] { "cells", "summary", "layerShifts" }.SelectMany(part => Numbers(document.GetProperty(part))))
        {
            Assert.Equal(Math.Round(number, 2), number);
        }
    }

    [Theory]
    [InlineData("accuracy")]
    [InlineData("balancedAccuracy")]
    [InlineData("kappa")]
    public void Of_ClosedDomain_ManyTablesFitWhatIsShown(string primary)
    {
        ComparisonResult result = Result(("a", 69, 40, [Small, Small]));
        result = result with
        {
            Settings = result.Settings with { Metric = primary },
            Cells = [.. result.Cells.Select(cell => cell with { Metrics = OfTable(Small).ToDictionary(pair => pair.Key, pair => new MetricValue(pair.Value, null, null, null), StringComparer.Ordinal) })],
        };
        Dictionary<string, double> shown = Redaction.Of(result).Cells[0].Metrics.Where(pair => pair.Value.Value is not null).ToDictionary(pair => pair.Key, pair => pair.Value.Value!.Value, StringComparer.Ordinal);

        // Every table of 69 images, as a reader would try them who wants the hidden one.
        int[][][] fit = [.. from n in Enumerable.Range(1, 68)
                            from hit in Enumerable.Range(0, n + 1)
                            from other in Enumerable.Range(0, 70 - n)
                            let table = new int[][] { [hit, n - hit], [69 - n - other, other] }
                            let values = OfTable(table)
                            where shown.All(pair => Math.Abs(values[pair.Key] - pair.Value) <= 0.005)
                            select table];

        Assert.Contains(fit, table => table.SelectMany(row => row).SequenceEqual(Small.SelectMany(row => row)));
        Assert.InRange(fit.Length, 100, int.MaxValue);
        Assert.InRange(fit.Select(table => table[1][0]).Distinct().Count(), 10, int.MaxValue);
    }

    [Fact]
    public void Of_OnlySmallDomains_IsRefused() =>
        Assert.Contains("leaves nothing", Assert.Throws<InputException>(() => Redaction.Of(Result(("a", 9, 9, [Small, Small])))).Message, StringComparison.Ordinal);

    private static Dictionary<string, double> OfTable(int[][] table)
    {
        double n = table.Sum(row => row.Sum());
        double right = (table[0][0] + table[1][1]) / n;
        double chance = ((table[0].Sum() * (double)(table[0][0] + table[1][0])) + (table[1].Sum() * (double)(table[0][1] + table[1][1]))) / (n * n);
        return new() { ["accuracy"] = right, ["balancedAccuracy"] = (((double)table[0][0] / table[0].Sum()) + ((double)table[1][1] / table[1].Sum())) / 2, ["kappa"] = (right - chance) / (1 - chance) };
    }

    private static IEnumerable<double> Numbers(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number => [element.GetDouble()],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Numbers),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Numbers(member.Value)),
        _ => [],
    };

    private static ComparisonResult Result(params (string Name, int Samples, int Groups, int[][][] Confusion)[] domains)
    {
        string[] classes = ["x", "y"];
        VariantResult[] variants = [new(Model, "ema"), new(Model, "file:/secret/stats/arden.safetensors")];
        MetricValue share = new(46.0 / 69, 0.5456, 0.7712, "wilson-clustered");
        Dictionary<string, MetricValue> metrics = new() { ["accuracy"] = share, ["kappa"] = new(0.3391, 0.1, 0.6, "cluster-bootstrap-bca"), ["nll"] = new(0.6123, null, null, null, "patient-77 has 3 images") };
        ClassMetrics of = new(share with { Value = 0.6061 }, share, share, share);
        return new ComparisonResult
        {
            Schema = "shifteval.compare/1",
            Tool = new ToolResult("shifteval", "0"),
            Models = [new ModelResult(Model, new string('a', 64), 1, 2, null, null)],
            Data = new DataResult
            {
                Sha256 = new string('b', 64),
                Samples = 200,
                Skipped = 1,
                Unlabelled = 0,
                Classes = classes,
                SplitRule = "column split of /secret/data/manifest.csv",
                SkippedSamples = [new SkippedResult("/secret/patient-77.png", "cannot be read")],
                Domains = [.. domains.Select(domain => new DomainResult(domain.Name, "target", domain.Samples, domain.Groups, new Dictionary<string, int> { ["x"] = 33, ["y"] = 36 }))],
            },
            Settings = new SettingsResult { Seed = 0, SplitSeed = 0, Confidence = 0.95, Resamples = 10, Metric = "accuracy", BatchSize = null, Device = null, Preprocess = null, PreprocessOrigin = "/secret/preprocessor_config.json" },
            Cells = [.. variants.SelectMany((variant, v) => domains.Select(domain => new CellResult
            {
                Model = variant.Model, Statistics = variant.Statistics, Spec = variant.Statistics, Domain = domain.Name, Samples = domain.Samples, Groups = domain.Groups, AdaptSamples = null, Transductive = false,
                Clipped = 2, Balance = new BalanceReport(2, true, [0.4534, 0.5466], [0.5, 0.5], 33.333, null), Metrics = metrics, Confusion = domain.Confusion[v], Classes = classes.ToDictionary(name => name, _ => of), Reliability = [new ReliabilityBin(5, 0.2, 0.5, 0.4, 0.35), new ReliabilityBin(64, 0.5, 1, 0.8123, 0.7)],
            }))],
            Differences = [.. domains.SelectMany(domain => new[] { "accuracy", "kappa" }.Select(metric => new DifferenceResult
            {
                Domain = domain.Name, Samples = domain.Samples, Groups = domain.Groups, From = variants[0], To = variants[1], Metric = metric, HigherIsBetter = true, Value = 0.0435, Low = -0.01, High = 0.1, Interval = null, P = 0.0346, PAdjusted = 0.0692, Test = "sign-flip", Verdict = "no evidence",
            }))],
            Summary = [.. new[] { "accuracy", "kappa" }.Select(metric => new SummaryResult(Model, "ema", metric, 0.6667, new WorstResult(domains[0].Name, 0.6123), null, NextDomain: new RandomEffectsResult { Domains = 3, Mean = 0.6123, BetweenSd = 0.758993 }))],
            LayerShifts = [new LayerProfileResult(Model, "ema", domains[0].Name, [new LayerShiftResult("bn1", 4, 0.51234)])],
            Requirements = [new GateResult("accuracy>=0.5", Model, "ema", domains[^1].Name, 0.6667, true)],
            Warnings = [new Warning("some-code", "patient-77 at /secret/x.png", domains[0].Name)],
        };
    }
}
