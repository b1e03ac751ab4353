using System.Text.Json;
using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;
using ShiftEval.Gates;
using ShiftEval.Metrics;

namespace ShiftEval.Tests.Reports;

/// <summary>Results made by hand, every field filled: no model runs, so that no processor or runtime changes a digit.</summary>
internal static class AwkwardResults
{
    /// <summary>What <c>compare</c> could find.</summary>
    public static ComparisonResult Compare(AwkwardNames names) => new()
    {
        Schema = "shifteval.compare/1",
        Tool = new ToolResult("shifteval", "0.0.0"),
        Models = [new ModelResult(names.Model, new string('a', 64), 6, 11689512, new ImageInputResult(names.Model, "nchw", "bgr", 3, 224, 192), new ScoresResult(names.Model, "sigmoid"))],
        Data = Data(names),
        Settings = new SettingsResult
        {
            Seed = -7,
            SplitSeed = long.MaxValue,
            Confidence = 0.95,
            Resamples = 2000,
            Metric = "balancedAccuracy",
            BatchSize = 16,
            Device = "cuda:0",
            Preprocess = JsonElement.Parse("""{"do_rescale":true,"rescale_factor":0.00392156862745098}"""),
            PreprocessOrigin = names.Model,
        },
        Cells = [.. AwkwardCells.Of(names)],
        Differences = [.. names.Domains.Index().SelectMany(domain => Differences(names, domain.Item, domain.Index))],
        Summary =
        [
            new SummaryResult(names.Model, names.Statistics[0], "balancedAccuracy", 0.65, new WorstResult(names.Domains[0], 0.1 + 0.2), -0.05, 1, new RandomEffectsResult { Domains = 3, Mean = 0.7, Low = 0.5, High = 0.9, BetweenSd = 0, PredictionLow = 1e-9, PredictionHigh = 1 }),
            new SummaryResult(names.Model, names.Statistics[1], "balancedAccuracy", null, null, null, null, new RandomEffectsResult { Domains = 1, Reason = "there are fewer than three domains" }),
        ],
        Slices =
        [
            new SliceResult { Column = names.Column, Value = names.Column, Model = names.Model, Statistics = names.Statistics[0], Domain = null, Samples = 12, Groups = 3, Metrics = AwkwardCells.Metrics(0), Confusion = AwkwardCells.Confusion(names, 0) },
            new SliceResult { Column = names.Column, Value = "", Model = names.Model, Statistics = names.Statistics[0], Domain = names.Domains[0], Samples = 0, Groups = 0, Metrics = AwkwardCells.Metrics(2), Confusion = AwkwardCells.Confusion(names, 2) },
        ],
        LayerShifts = [new LayerProfileResult(names.Model, names.Statistics[1], names.Domains[0], [new LayerShiftResult(names.Model, 64, 1e21), new LayerShiftResult("bn2", 1, 0)])],
        Requirements =
        [
            new GateResult($"balancedAccuracy.low>=0.5@{names.Domains[0]}", names.Model, names.Statistics[0], names.Domains[0], 1 / 3.0, Met: false),
            new GateResult("nll<=2", names.Model, names.Statistics[1], names.Domains[^1], null, Met: false),
            new GateResult("average.accuracy>=0", names.Model, names.Statistics[1], null, double.Epsilon, Met: true),
        ],
        Warnings = [new Warning("few-groups", "Intervals rest on 12 groups; below 20 they are rough.", names.Domains[0]), new Warning("columns-unused", $"{names.Column} is not used, \"yet\".")],
    };

    /// <summary>What <c>score</c> could find in a file that has no probabilities and does not say more of the model than its name.</summary>
    public static ComparisonResult Score(AwkwardNames names)
    {
        ComparisonResult result = Compare(names);
        return result with
        {
            Schema = "shifteval.score/1",
            Models = [new ModelResult(names.Model, null, null, null, null, null)],
            Data = result.Data with { Skipped = 0, SkippedSamples = [], SplitRule = "none" },
            Settings = result.Settings with { SplitSeed = 0, BatchSize = null, Device = null, Preprocess = null, PreprocessOrigin = "a,b.csv" },
            Cells = [.. result.Cells.Select(cell => cell with { AdaptSamples = null, Transductive = false, Clipped = 0, Reliability = [], Balance = null, Spread = null, Splits = null, Cases = null, OperatingPoint = null })],
            Differences = [.. result.Differences.Select(difference => difference with { Spread = null, Splits = null })],
            Slices = [],
            LayerShifts = [],
            Requirements = [],
            Warnings = [],
        };
    }

    private static DataResult Data(AwkwardNames names) => new()
    {
        Sha256 = new string('b', 64),
        Samples = 1234567,
        Skipped = 1,
        Unlabelled = 2,
        Classes = names.Classes,
        SplitRule = $"column split; test rows of {names.Domains[0]} by sha256 seed 0",
        Domains = [.. names.Domains.Select((name, i) => new DomainResult(name, i == 0 ? "source" : "target", 80, 40, names.Classes.ToDictionary(of => of, _ => 40, StringComparer.Ordinal)))],
        SkippedSamples = [new SkippedResult($"images/{names.Column}.png", "is no image, or one \"cut short\"")],
    };

    private static IEnumerable<DifferenceResult> Differences(AwkwardNames names, string domain, int turn)
    {
        DifferenceResult primary = new()
        {
            Domain = domain,
            From = new VariantResult(names.Model, names.Statistics[0]),
            To = new VariantResult(names.Model, names.Statistics[1]),
            Samples = 63,
            Groups = 61,
            Metric = "balancedAccuracy",
            HigherIsBetter = true,
            Value = turn == 0 ? 0.1 + 0.2 : -1,
            Low = turn == 0 ? -0.0 : null,
            High = turn == 0 ? 0.5 : null,
            Interval = IntervalNames.ClusterBootstrap,
            P = turn == 0 ? 4.9e-324 : 1,
            PAdjusted = turn == 0 ? 0.00099 : 1,
            Test = TestNames.SignFlip,
            Verdict = turn == 0 ? "better" : "no evidence",
        };
        yield return primary;
        yield return primary with
        {
            Metric = "nll",
            HigherIsBetter = false,
            Value = null,
            Low = null,
            High = null,
            Interval = null,
            P = null,
            PAdjusted = null,
            Test = null,
            Verdict = null,
            Spread = new SpreadResult(5, 0, 1e-5, 1e-5),
            Splits = new SpreadResult(2, 0.1, -1, 1),
        };
    }
}
