using System.Text.Json;
using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;
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
    public void Of_ClassCountsThatLeaveASmallRest_CloseTheDomain()
    {
        ComparisonResult result = Result(("a", 69, 40, [Large, Large]));
        result = result with { Data = result.Data with { Domains = [result.Data.Domains[0] with { Classes = new Dictionary<string, int> { ["x"] = 33 + 5, ["y"] = 36 } }] } };

        Assert.All(Redaction.Of(result).Cells, cell => Assert.Empty(cell.Confusion));
    }

    [Theory]
    [InlineData(9, 9)]
    [InlineData(69, 9)]
    public void Of_SmallDomain_IsNamedInTheNoticeAlone(int samples, int groups)
    {
        ComparisonResult redacted = Redaction.Of(Result(("a", 69, 40, [Large, Large]), ("tiny-lab", samples, groups, [Large, Large]), ("c", 69, 40, [Large, Large])));

        string rest = JsonReport.Write(redacted with { Warnings = [] });
        Assert.DoesNotContain("tiny-lab", rest.Replace("\"domain\": \"tiny-lab\",\n      \"value\": null", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("tiny-lab", redacted.Warnings[0].Message, StringComparison.Ordinal);
        Assert.Null(redacted.Data.Samples);
        Assert.Empty(redacted.Summary);
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

        foreach (double number in new[] { "cells", "summary" }.SelectMany(part => Numbers(document.GetProperty(part))))
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
                Sha256 = new string('b', 64), Samples = 200, Skipped = 1, Unlabelled = 0, Classes = classes, SplitRule = "column split of /secret/data/manifest.csv", SkippedSamples = [new SkippedResult("/secret/patient-77.png", "cannot be read")],
                Domains = [.. domains.Select(domain => new DomainResult(domain.Name, "target", domain.Samples, domain.Groups, new Dictionary<string, int> { ["x"] = 33, ["y"] = 36 }))],
            },
            Settings = new SettingsResult { Seed = 0, SplitSeed = 0, Confidence = 0.95, Resamples = 10, Metric = "accuracy", BatchSize = null, Device = null, Preprocess = null, PreprocessOrigin = "/secret/preprocessor_config.json" },
            Cells = [.. variants.SelectMany((variant, v) => domains.Select(domain => new CellResult
            {
                Model = variant.Model, Statistics = variant.Statistics, Spec = variant.Statistics, Domain = domain.Name, Samples = domain.Samples, Groups = domain.Groups, AdaptSamples = null, Transductive = false,
                Clipped = 2, Metrics = metrics, Confusion = domain.Confusion[v], Classes = classes.ToDictionary(name => name, _ => of), Reliability = [new ReliabilityBin(5, 0.2, 0.5, 0.4, 0.35), new ReliabilityBin(64, 0.5, 1, 0.8123, 0.7)],
            }))],
            Differences = [.. domains.SelectMany(domain => new[] { "accuracy", "kappa" }.Select(metric => new DifferenceResult
            {
                Domain = domain.Name, Samples = domain.Samples, Groups = domain.Groups, From = variants[0], To = variants[1], Metric = metric, HigherIsBetter = true, Value = 0.0435, Low = -0.01, High = 0.1, Interval = null, P = 0.0346, PAdjusted = 0.0692, Test = "sign-flip", Verdict = "no evidence",
            }))],
            Summary = [.. new[] { "accuracy", "kappa" }.Select(metric => new SummaryResult(Model, "ema", metric, 0.6667, new WorstResult(domains[0].Name, 0.6123), null))],
            Requirements = [new GateResult("accuracy>=0.5", Model, "ema", domains[^1].Name, 0.6667, true)],
            Warnings = [new Warning("some-code", "patient-77 at /secret/x.png", domains[0].Name)],
        };
    }
}
