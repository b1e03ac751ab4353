using System.Text.Json;
using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;
using ShiftEval.Metrics;

namespace ShiftEval.Cli.Tests.Rendering;

/// <summary>Made-up results with every trait that the tables show: missing values and intervals, small p, clipped likelihoods, few groups.</summary>
internal static class SampleResults
{
    private static readonly VariantResult Ema = new("model.onnx", "ema");

    public static ComparisonResult Comparison { get; } = new()
    {
        Schema = "shifteval.compare/1",
        Tool = new ToolResult("shifteval", "0.1.0"),
        Models = [new ModelResult("model.onnx", new string('a', 64), 6, 1234, new ImageInputResult("image", "nchw", "rgb", 3, 224, 192), new ScoresResult("logits", "logits"))],
        Data = new DataResult
        {
            Sha256 = new string('b', 64),
            Samples = 1234,
            Skipped = 2,
            Unlabelled = 0,
            Classes = ["a", "b"],
            SplitRule = "column split",
            Domains = [new DomainResult("isfahan-leukocytes", "target", 80, 40, new Dictionary<string, int>()), new DomainResult("jiangxi", "source", 90, 12, new Dictionary<string, int>())],
            SkippedSamples = [],
        },
        Settings = new SettingsResult
        {
            Seed = 7,
            SplitSeed = 0,
            Confidence = 0.95,
            Resamples = 2000,
            Metric = "balancedAccuracy",
            BatchSize = 16,
            Device = "cpu",
            Preprocess = JsonElement.Parse("{}"),
            PreprocessOrigin = "preprocessor_config.json",
        },
        Cells =
        [
            Cell("isfahan-leukocytes", "ema", 60, new(0.4286, 0.307, 0.559, "wilson"), new(0.5316, 0.439, 0.5894, "bca"), 1.8809, clipped: 3),
            Cell("isfahan-leukocytes", "test", 60, new(0.6508, 0.518, 0.764, "wilson"), new(0.6912, null, null, "bca", "every resample gave the same value"), 1234.5678),
            Cell("jiangxi", "ema", 12, new(1, 0.9, 1, "wilson"), new(null, null, null, null, "there are no labelled samples"), null),
            Cell("jiangxi", "test", 12, new(0.0004, 0, 0.1, "wilson"), new(1, null, null, "bca", "every resample gave the same value"), 0.0004, clipped: 1),
        ],
        Differences =
        [
            Difference("isfahan-leukocytes", 0.1596, 0.046, 0.291, 0.00004, 0.0001, "better"),
            Difference("jiangxi", -0.0302, -0.0954, 0, 1, 1, "no evidence"),
        ],
        Summary = [],
        Warnings =
        [
            new Warning("few-groups", "Intervals rest on 12 groups; below 20 they are rough.", "jiangxi"),
            new Warning("interval-unavailable", "No interval for balancedAccuracy: every resample gave the same value.", "jiangxi"),
            new Warning("interval-unavailable", "No interval for balancedAccuracy: every resample gave the same value.", "isfahan-leukocytes"),
            new Warning("absent-classes", "1 of 2 classes do not occur in the labels; macro figures run over the others.", "jiangxi"),
            new Warning("absent-classes", "1 of 2 classes do not occur in the labels; macro figures run over the others.", "isfahan-leukocytes"),
            new Warning("test-rows-divided", "domain 'jiangxi' has test rows only; they are divided.", "jiangxi"),
            new Warning("classes-from-manifest", "the model does not name its classes."),
        ],
    };

    /// <summary>The same with all that can be asked for beside the cells.</summary>
    public static ComparisonResult Beside { get; } = Comparison with
    {
        Cells = [.. Comparison.Cells.Select(cell => cell with
        {
            Splits = new Dictionary<string, SpreadResult?> { ["balancedAccuracy"] = cell.Domain == "jiangxi" ? null : new SpreadResult(5, 0.0141, 0.375, 0.6251) },
            Cases = new CaseResult { Column = "patient", Rule = "mean", Samples = 12, Groups = 11, Metrics = new Dictionary<string, MetricValue> { ["accuracy"] = cell.Metrics["accuracy"], ["balancedAccuracy"] = cell.Metrics["balancedAccuracy"] }, Confusion = [] },
            OperatingPoint = new OperatingPointMetrics(0.34375, new(1, 0.8, 1, "wilson"), new(0.5, null, null, "wilson"), new(0.625, 0.5, 0.75, "wilson"), new(null, null, null, null, "nothing is predicted negative")),
        })],
        Differences = [Comparison.Differences[0] with { Splits = new SpreadResult(5, 0.025, -0.01, 0.3) }, Comparison.Differences[1]],
        Slices =
        [
            Slice("x1", "isfahan-leukocytes", "test", 20),
            Slice("x1", null, "ema", 1043),
            Slice("", "isfahan-leukocytes", "ema", 23),
        ],
        Summary =
        [
            new SummaryResult("model.onnx", "ema", "balancedAccuracy", 0.5, null, null, NextDomain: new RandomEffectsResult { Domains = 3, Mean = 0.8124, Low = 0.5, High = 0.9, BetweenSd = 0.4375, PredictionLow = 0.25, PredictionHigh = 0.96875 }),
            new SummaryResult("model.onnx", "domain", "balancedAccuracy", 0.5, null, null, NextDomain: new RandomEffectsResult { Domains = 3, Reason = "jiangxi has no interval" }),
            new SummaryResult("model.onnx", "test", "balancedAccuracy", 0.5, null, null),
        ],
    };

    private static SliceResult Slice(string value, string? domain, string statistics, int samples) => new()
    {
        Column = "scanner",
        Value = value,
        Model = Ema.Model,
        Statistics = statistics,
        Domain = domain,
        Samples = samples,
        Groups = samples - 1,
        Metrics = new Dictionary<string, MetricValue> { ["accuracy"] = new(0.5, 0.375, 0.6251, "wilson"), ["balancedAccuracy"] = new(0.75, null, null, "bca") },
        Confusion = [],
    };

    private static CellResult Cell(string domain, string statistics, int groups, MetricValue accuracy, MetricValue balanced, double? nll, int clipped = 0) => new()
    {
        Model = Ema.Model,
        Statistics = statistics,
        Spec = statistics,
        Domain = domain,
        Samples = 63,
        Groups = groups,
        AdaptSamples = null,
        Transductive = statistics == "test",
        Clipped = clipped,
        Metrics = new OrderedDictionary<string, MetricValue>
        {
            ["accuracy"] = accuracy,
            ["balancedAccuracy"] = balanced,
            ["macroF1"] = new(0.428, null, null, "bca"),
            ["nll"] = new(nll, null, null, "bca"),
            ["auroc"] = new(0.8121, null, null, "bca"),
            ["quadraticKappa"] = new(-0.25, null, null, "bca"),
        },
        Confusion = [],
        Classes = new Dictionary<string, ClassMetrics>(),
        Reliability = [],
    };

    private static DifferenceResult Difference(string domain, double value, double low, double high, double p, double adjusted, string verdict) => new()
    {
        Domain = domain,
        From = Ema,
        To = Ema with { Statistics = "test" },
        Samples = 63,
        Groups = 61,
        Metric = "balancedAccuracy",
        HigherIsBetter = true,
        Value = value,
        Low = low,
        High = high,
        Interval = "bca",
        P = p,
        PAdjusted = adjusted,
        Test = "sign-flip",
        Verdict = verdict,
    };
}
