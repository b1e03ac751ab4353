using System.Text.Json;
using ShiftEval.Comparison.Results;
using ShiftEval.Metrics;

namespace ShiftEval.Tests.Reports;

/// <summary>A made-up comparison of two statistics at one new lab, and the same with all that can be asked for beside the cells.</summary>
internal static class MadeUpComparison
{
    public static ComparisonResult Plain { get; } = new()
    {
        Schema = "shifteval.compare/1",
        Tool = new ToolResult("shifteval", "1"),
        Models = [new ModelResult("m.onnx", null, null, null, null, null)],
        Data = new DataResult
        {
            Sha256 = "00",
            Samples = 100,
            Skipped = 0,
            Unlabelled = 0,
            Classes = ["a", "b"],
            SplitRule = "column split",
            Domains = [new DomainResult("dune", "target", 63, 61, new Dictionary<string, int>(StringComparer.Ordinal))],
            SkippedSamples = [],
        },
        Settings = new SettingsResult
        {
            Seed = 0,
            SplitSeed = 0,
            Confidence = 0.95,
            Resamples = 2000,
            Metric = "accuracy",
            BatchSize = null,
            Device = null,
            Preprocess = JsonElement.Parse("{}"),
            PreprocessOrigin = "predictions",
        },
        Cells = [Cell("ema", null, 0.5), Cell("domain", 40, 0.75)],
        Differences = [Difference],
        Summary = [Summary("ema", null), Summary("domain", null)],
        Warnings = [],
    };

    public static ComparisonResult Full { get; } = Plain with
    {
        Cells = [Beside(Plain.Cells[0], 0.014), Beside(Plain.Cells[1], 0.02)],
        Differences = [Difference with { Splits = new SpreadResult(5, 0.025, -0.01, 0.3) }],
        Slices =
        [
            Slice("x|1", "dune", 20, 0.25),
            Slice("", null, 43, 0.875),
        ],
        Summary =
        [
            Summary("ema", new RandomEffectsResult { Domains = 3, Mean = 0.8124, Low = 0.5, High = 0.9, BetweenSd = 0.4375, PredictionLow = 0.25, PredictionHigh = 0.96875 }),
            Summary("domain", new RandomEffectsResult { Domains = 3, Reason = "dune has no interval" }),
        ],
    };

    private static DifferenceResult Difference => new()
    {
        Domain = "dune",
        From = new VariantResult("m.onnx", "ema"),
        To = new VariantResult("m.onnx", "domain"),
        Samples = 63,
        Groups = 61,
        Metric = "accuracy",
        HigherIsBetter = true,
        Value = 0.132,
        Low = 0.041,
        High = 0.223,
        Interval = "newcombe-paired",
        P = 0.002,
        PAdjusted = 0.004,
        Test = "mcnemar-exact",
        Verdict = "better",
    };

    private static CellResult Beside(CellResult cell, double sd) => cell with
    {
        Splits = new Dictionary<string, SpreadResult?>(StringComparer.Ordinal) { ["accuracy"] = new SpreadResult(5, sd, 0.375, 0.625), ["nll"] = null },
        Cases = new CaseResult { Column = "pa_tient", Rule = "mean", Samples = 12, Groups = 11, Metrics = Metrics(0.625), Confusion = [] },
        OperatingPoint = new OperatingPointMetrics(0.34375, Share(0.9, 0.8, 0.95), Share(0.5, null, null), Share(0.625, 0.5, 0.75), new MetricValue(null, null, null, null, "nothing is predicted negative")),
    };

    private static CellResult Cell(string statistics, int? adapt, double accuracy) => new()
    {
        Model = "m.onnx",
        Statistics = statistics,
        Spec = statistics,
        Domain = "dune",
        Samples = 63,
        Groups = 61,
        AdaptSamples = adapt,
        Transductive = false,
        Clipped = 0,
        Metrics = Metrics(accuracy),
        Confusion = [],
        Classes = new Dictionary<string, ClassMetrics>(StringComparer.Ordinal),
        Reliability = [],
    };

    private static SliceResult Slice(string value, string? domain, int samples, double accuracy) => new()
    {
        Column = "scan|ner",
        Value = value,
        Model = "m.onnx",
        Statistics = "domain",
        Domain = domain,
        Samples = samples,
        Groups = samples - 1,
        Metrics = Metrics(accuracy),
        Confusion = [],
    };

    private static OrderedDictionary<string, MetricValue> Metrics(double accuracy) => new(StringComparer.Ordinal)
    {
        ["accuracy"] = Share(accuracy, accuracy - 0.125, accuracy + 0.125),
        ["nll"] = new MetricValue(1.25, null, null, "cluster-bootstrap-bca", "every resample gave the same value"),
    };

    private static MetricValue Share(double value, double? low, double? high) => new(value, low, high, "wilson");

    private static SummaryResult Summary(string statistics, RandomEffectsResult? next) => new("m.onnx", statistics, "accuracy", 0.5, null, null, NextDomain: next);
}
