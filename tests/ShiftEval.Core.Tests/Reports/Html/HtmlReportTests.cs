using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;
using ShiftEval.Metrics;
using ShiftEval.Reports;
using ShiftEval.Reports.Html;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Tests.Reports.Html;

public sealed class HtmlReportTests
{
    private static readonly string[] Hostile =
    [
        "<script>alert(1)</script>", "\"'", "=cmd()", "\u202egnp.exe", "🩸", new('x', 300), "\ud800 lone", "\0\u0001\u001b", "</script>", "]]>", "\uffff",
    ];

    [Fact]
    public void Write_HostileNames_AreInert()
    {
        foreach (string name in Hostile)
        {
            XDocument page = Parse(HtmlReport.Write(Result([name], [name, "other"], name), new HtmlReportOptions { CommandLine = ["compare", name] }));

            Assert.Equal(2, page.Descendants().Count(element => element.Name.LocalName == "script"));
            Assert.DoesNotContain(page.Descendants().Attributes(), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal) || attribute.Name.LocalName == "src");
            Assert.All(page.Descendants().Attributes("href"), link => Assert.StartsWith("#", link.Value, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(60, 2)]
    [InlineData(2, 40)]
    public void Write_AnySize_IsWellFormedWithOneH1AndLinkedParts(int domains, int classes)
    {
        XDocument page = Parse(HtmlReport.Write(Result([.. Enumerable.Range(0, domains).Select(i => $"lab{i}")], [.. Enumerable.Range(0, classes).Select(i => $"class{i}")], "m.onnx"), new HtmlReportOptions()));

        Assert.Single(page.Descendants(), element => element.Name.LocalName == "h1");
        HashSet<string> ids = [.. page.Descendants().Attributes("id").Select(id => id.Value)];
        Assert.Equal(page.Descendants().Attributes("id").Count(), ids.Count);
        Assert.All(page.Descendants().Attributes("href"), link => Assert.Contains(link.Value[1..], ids));
    }

    [Fact]
    public void Write_Cells_AreTheResultsNumbers()
    {
        ComparisonResult result = Result(["a", "b"], ["x", "y"], "m.onnx");
        XElement table = Parse(HtmlReport.Write(result, new HtmlReportOptions())).Descendants().Single(element => element.Name.LocalName == "table" && element.Attribute("id")?.Value == "cells");
        XElement[][] rows = [.. table.Descendants().Where(element => element.Name.LocalName == "tr").Skip(1).Select(row => row.Elements().ToArray())];

        Assert.Equal(result.Cells.Count, rows.Length);
        string[] metrics = ["accuracy", .. result.Cells[0].Metrics.Keys.Where(name => name != "accuracy")];
        Assert.All(rows, row =>
        {
            CellResult cell = result.Cells.Single(cell => cell.Domain == row[0].Value && cell.Statistics == row[1].Value);
            Assert.Equal([Raw(cell.Samples), Raw(cell.Groups), Raw(cell.AdaptSamples)], row[2..5].Select(field => field.Attribute("data-value")?.Value));
            Assert.Equal(metrics.Select(name => Raw(cell.Metrics[name].Value)), row[5..].Select(field => field.Attribute("data-value")?.Value));
            Assert.Equal(MetricText.WithInterval("accuracy", cell.Metrics["accuracy"]), row[5].Value);
        });
    }

    [Fact]
    public void Series_TenVariants_NoTwoLookAlike()
    {
        string[] looks = [.. Enumerable.Range(0, 20).Select(series =>
        {
            HtmlWriter html = new();
            HtmlChart.Curve(new HtmlFigure(html), [(0, 0), (1, 1)], series);
            return html.ToString();
        })];

        Assert.Equal(looks.Length, looks.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void SpecWords_EverySource_IsExplained() =>
        Assert.All(SpecCatalog.Heads, head => Assert.NotEqual("", SpecWords.Of(head.Form.Split(',')[0])));

    private static string? Raw(double? value) => value?.ToString("R", CultureInfo.InvariantCulture);

    [Fact]
    public void Write_TwoCultures_SameText()
    {
        CultureInfo before = Thread.CurrentThread.CurrentCulture;
        try
        {
            string[] pages = [.. new[] { "de-DE", "en-US" }.Select(culture =>
            {
                Thread.CurrentThread.CurrentCulture = new CultureInfo(culture);
                return HtmlReport.Write(Result(["a"], ["x", "y"], "m.onnx"), new HtmlReportOptions());
            })];
            Assert.Equal(pages[0], pages[1]);
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }

    [Fact]
    public void Write_EmbeddedDocument_IsTheResult()
    {
        ComparisonResult result = Result(["</script>"], ["x", "y"], "m.onnx");

        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(JsonReport.Write(result)), JsonElement.Parse(Data(HtmlReport.Write(result, new HtmlReportOptions())))));
    }

    private static XDocument Parse(string page) => XDocument.Parse(page.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal));

    private static string Data(string page) => Parse(page).Descendants().Single(element => element.Attribute("id")?.Value == "data").Value;

    private static ComparisonResult Result(string[] domains, string[] classes, string model)
    {
        VariantResult[] variants = [new(model, "ema"), new(model, "domain")];
        int[][] confusion = classes.Length == 2 ? [[20, 13], [4, 26]] : [.. classes.Select(_ => classes.Select(_ => 1).ToArray())];
        MetricValue none = new(null, null, null, null, "there are no labelled samples");
        return new ComparisonResult
        {
            Schema = "shifteval.compare/1",
            Tool = new ToolResult("shifteval", "0"),
            Models = [new ModelResult(model, new string('a', 64), 1, 2, new ImageInputResult("image", "nchw", "rgb", 3, 8, 8), new ScoresResult("logits", "logits"))],
            Data = new DataResult
            {
                Sha256 = new string('b', 64),
                Samples = 630,
                Skipped = 1,
                Unlabelled = 0,
                Classes = classes,
                SplitRule = "column split",
                Domains = [.. domains.Select((name, i) => new DomainResult(name, i == 0 ? "source" : "target", 63, 40, classes.ToDictionary(of => of, _ => 4, StringComparer.Ordinal)))],
                SkippedSamples = [new SkippedResult("patient-77", "cannot be read")],
            },
            Settings = new SettingsResult { Seed = 0, SplitSeed = 0, Confidence = 0.95, Resamples = 200, Metric = "accuracy", BatchSize = 8, Device = "cpu", Preprocess = JsonElement.Parse("{}"), PreprocessOrigin = "/secret/p.json" },
            Cells = [.. domains.SelectMany((domain, i) => variants.Select(variant => new CellResult
            {
                Model = model, Statistics = variant.Statistics, Spec = variant.Statistics, Domain = domain, Samples = 63, Groups = 40, AdaptSamples = 5, Transductive = false, Clipped = 0,
                Metrics = new Dictionary<string, MetricValue>(StringComparer.Ordinal) { ["accuracy"] = i % 3 == 2 ? none : new MetricValue(0.7 + (0.001 * i), 0.6, 0.8, "wilson"), ["nll"] = none },
                Confusion = confusion, Classes = classes.ToDictionary(of => of, _ => new ClassMetrics(none, none, none, none), StringComparer.Ordinal),
                Reliability = [new ReliabilityBin(20, 0.2, 0.5, 0.4, 0.35), new ReliabilityBin(0, null, null, null, null)],
            }))],
            Differences = [.. domains.Select(domain => new DifferenceResult { Domain = domain, Samples = 63, Groups = 40, From = variants[0], To = variants[1], Metric = "accuracy", HigherIsBetter = true, Value = 0.1, Low = null, High = null, Interval = null, P = 0.5, PAdjusted = 0.6, Test = "sign-flip", Verdict = "no evidence" })],
            Summary = [new SummaryResult(model, "ema", "accuracy", null, null, null)],
            LayerShifts = [new LayerProfileResult(model, "domain", domains[0], [new LayerShiftResult("bn1", 4, 0.5)])],
            Warnings = [new Warning("some-code", $"{domains[0]}: patient-77 at /secret/x.png", domains[0])],
        };
    }
}
