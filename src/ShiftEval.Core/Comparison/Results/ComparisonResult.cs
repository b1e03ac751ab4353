using System.Text.Json;
using ShiftEval.Diagnostics;
using ShiftEval.Estimation.Balance;
using ShiftEval.Gates;
using ShiftEval.Metrics;

namespace ShiftEval.Comparison.Results;

/// <summary>Everything a comparison found, in the shape of the results document.</summary>
public sealed record ComparisonResult
{
    /// <summary>The document's format: <c>shifteval.compare/1</c>, <c>shifteval.evaluate/1</c> or <c>shifteval.score/1</c>.</summary>
    public required string Schema { get; init; }

    /// <summary>The program.</summary>
    public required ToolResult Tool { get; init; }

    /// <summary>The models.</summary>
    public required IReadOnlyList<ModelResult> Models { get; init; }

    /// <summary>The data.</summary>
    public required DataResult Data { get; init; }

    /// <summary>The settings.</summary>
    public required SettingsResult Settings { get; init; }

    /// <summary>One cell per model, statistics and domain.</summary>
    public required IReadOnlyList<CellResult> Cells { get; init; }

    /// <summary>Paired differences between cells of one domain.</summary>
    public required IReadOnlyList<DifferenceResult> Differences { get; init; }

    /// <summary>One row per model and statistics, over domains.</summary>
    public required IReadOnlyList<SummaryResult> Summary { get; init; }

    /// <summary>Metrics of samples that share a column's value; none without <c>--across</c>.</summary>
    public IReadOnlyList<SliceResult> Slices { get; init; } = [];

    /// <summary>How far the statistics of each cell are from the file's own, layer by layer; none for the file's own and for statistics that depend on the images scored.</summary>
    public IReadOnlyList<LayerProfileResult> LayerShifts { get; init; } = [];

    /// <summary>What was required, and whether it is met.</summary>
    public IReadOnlyList<GateResult> Requirements { get; init; } = [];

    /// <summary>What the reader must know.</summary>
    public required IReadOnlyList<Warning> Warnings { get; init; }
}

/// <summary>Name and version of the program.</summary>
public sealed record ToolResult(string Name, string Version);

/// <summary>One model; of a model that only its predictions are known of, all but the name is null.</summary>
/// <param name="Name">Shortest distinguishing path, or the name given.</param>
/// <param name="Sha256">Hash of the file.</param>
/// <param name="BatchNormLayers">Number of BatchNorm layers.</param>
/// <param name="Parameters">Number of values in float initializers.</param>
/// <param name="Image">How images entered it.</param>
/// <param name="Scores">How class scores were read from it.</param>
public sealed record ModelResult(string Name, string? Sha256, int? BatchNormLayers, long? Parameters, ImageInputResult? Image, ScoresResult? Scores);

/// <summary>How class scores are read from a model.</summary>
/// <param name="Output">The output.</param>
/// <param name="Kind"><c>logits</c>, <c>probabilities</c> or <c>sigmoid</c>.</param>
public sealed record ScoresResult(string Output, string Kind);

/// <summary>The data of a run.</summary>
public sealed record DataResult
{
    /// <summary>Hash over sorted id and file hash of the samples used; of predictions, over the names and hashes of their files.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Samples used: estimated from or scored; null in a redacted result.</summary>
    public required int? Samples { get; init; }

    /// <summary>Samples left out because they could not be read; null in a redacted result.</summary>
    public required int? Skipped { get; init; }

    /// <summary>Samples used that have no label; null in a redacted result.</summary>
    public required int? Unlabelled { get; init; }

    /// <summary>Class of each output index.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>How samples were divided.</summary>
    public required string SplitRule { get; init; }

    /// <summary>The scored domains.</summary>
    public required IReadOnlyList<DomainResult> Domains { get; init; }

    /// <summary>The samples left out, with the reason.</summary>
    public required IReadOnlyList<SkippedResult> SkippedSamples { get; init; }
}

/// <summary>A sample left out.</summary>
public sealed record SkippedResult(string Id, string Reason);

/// <summary>One domain's samples, of all splits; in a redacted result those scored.</summary>
public sealed record DomainResult(string Name, string Role, int Samples, int Groups, IReadOnlyDictionary<string, int> Classes);

/// <summary>The settings of a run.</summary>
public sealed record SettingsResult
{
    /// <summary>Seed of orders, draws and resampling.</summary>
    public required long Seed { get; init; }

    /// <summary>Seed of the division into adapt and test.</summary>
    public required long SplitSeed { get; init; }

    /// <summary>Coverage of the intervals.</summary>
    public required double Confidence { get; init; }

    /// <summary>Bootstrap replicates.</summary>
    public required int Resamples { get; init; }

    /// <summary>The primary metric.</summary>
    public required string Metric { get; init; }

    /// <summary>Images a batch while scoring; null where no model ran.</summary>
    public required int? BatchSize { get; init; }

    /// <summary>The device that ran; null where no model ran.</summary>
    public required string? Device { get; init; }

    /// <summary>The preprocessing of the first model; null where no model ran.</summary>
    public required JsonElement? Preprocess { get; init; }

    /// <summary>Where that preprocessing was found; for predictions, their files.</summary>
    public required string PreprocessOrigin { get; init; }
}

/// <summary>One model with one statistics source on one domain.</summary>
public sealed record CellResult
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The spec as given.</summary>
    public required string Statistics { get; init; }

    /// <summary>The canonical spec.</summary>
    public required string Spec { get; init; }

    /// <summary>The domain.</summary>
    public required string Domain { get; init; }

    /// <summary>Labelled samples scored.</summary>
    public required int Samples { get; init; }

    /// <summary>Groups among them.</summary>
    public required int Groups { get; init; }

    /// <summary>Samples the statistics were estimated from; null for the file's own, and in a redacted result where there are 1 to 9.</summary>
    public required int? AdaptSamples { get; init; }

    /// <summary>Whether the scored images themselves gave the statistics.</summary>
    public required bool Transductive { get; init; }

    /// <summary>Samples whose label got a probability below 1e-15, counted as 1e-15 in <c>nll</c>; null in a redacted result where there are 1 to 9.</summary>
    public required int? Clipped { get; init; }

    /// <summary>Values with intervals, by metric name.</summary>
    public required IReadOnlyDictionary<string, MetricValue> Metrics { get; init; }

    /// <summary>Counts, rows truth, columns predicted, in the order of the classes.</summary>
    public required int[][] Confusion { get; init; }

    /// <summary>Each class against the rest, by name.</summary>
    public required IReadOnlyDictionary<string, ClassMetrics> Classes { get; init; }

    /// <summary>How often predictions of a confidence are right: the bins of <c>ece</c>, the least sure first.</summary>
    public required IReadOnlyList<ReliabilityBin> Reliability { get; init; }

    /// <summary>How the images of the estimation were weighted to another class mix; null where they all count alike.</summary>
    public BalanceReport? Balance { get; init; }

    /// <summary>By metric, how the value moves with the seed that cuts the samples into batches; null where no seed matters.</summary>
    public IReadOnlyDictionary<string, SpreadResult?>? Spread { get; init; }

    /// <summary>By metric, how the value moves with the division into adapt and test; null without <c>--splits</c>.</summary>
    public IReadOnlyDictionary<string, SpreadResult?>? Splits { get; init; }

    /// <summary>The same measured on cases instead of images; null without <c>--aggregate</c>.</summary>
    public CaseResult? Cases { get; init; }

    /// <summary>What the threshold fixed on the source domains gives here; null without <c>--operating-point</c>.</summary>
    public OperatingPointMetrics? OperatingPoint { get; init; }
}

/// <summary>A value over several seeds.</summary>
/// <param name="Draws">How many seeds.</param>
/// <param name="Sd">Standard deviation over them, n−1 form.</param>
/// <param name="Min">The least value.</param>
/// <param name="Max">The largest value.</param>
public sealed record SpreadResult(int Draws, double Sd, double Min, double Max)
{
    /// <summary>Of the values that could be computed; null with fewer than two.</summary>
    internal static SpreadResult? Of(IEnumerable<double?> values)
    {
        double[] known = [.. values.OfType<double>()];
        if (known.Length < 2)
        {
            return null;
        }

        double mean = known.Average();
        double sd = Math.Sqrt(known.Sum(value => (value - mean) * (value - mean)) / (known.Length - 1));
        return new SpreadResult(known.Length, sd, known.Min(), known.Max());
    }
}

/// <summary>A model with a statistics source.</summary>
public sealed record VariantResult(string Model, string Statistics);

/// <summary>How much better or worse one variant is than another on the same samples of one domain.</summary>
public sealed record DifferenceResult
{
    /// <summary>The domain.</summary>
    public required string Domain { get; init; }

    /// <summary>The reference.</summary>
    public required VariantResult From { get; init; }

    /// <summary>What is compared with it.</summary>
    public required VariantResult To { get; init; }

    /// <summary>Labelled samples that both scored.</summary>
    public required int Samples { get; init; }

    /// <summary>Groups among them.</summary>
    public required int Groups { get; init; }

    /// <summary>The metric.</summary>
    public required string Metric { get; init; }

    /// <summary>Whether a larger value is a better one.</summary>
    public required bool HigherIsBetter { get; init; }

    /// <summary>to − from.</summary>
    public required double? Value { get; init; }

    /// <summary>Lower limit.</summary>
    public required double? Low { get; init; }

    /// <summary>Upper limit.</summary>
    public required double? High { get; init; }

    /// <summary>How the limits were computed.</summary>
    public required string? Interval { get; init; }

    /// <summary>p-value of the test.</summary>
    public required double? P { get; init; }

    /// <summary>p-value after Holm, over all pairs and domains of the primary metric; null for other metrics.</summary>
    public required double? PAdjusted { get; init; }

    /// <summary>The test; null where the samples depend on each other (<c>batch</c>, <c>alpha</c>, <c>stream</c>).</summary>
    public required string? Test { get; init; }

    /// <summary>How the difference moves with the seed that cuts the samples into batches; null where no seed matters.</summary>
    public SpreadResult? Spread { get; init; }

    /// <summary>How the difference moves with the division into adapt and test; null without <c>--splits</c>.</summary>
    public SpreadResult? Splits { get; init; }

    /// <summary><c>better</c>, <c>worse</c> or <c>no evidence</c>; null for other metrics than the primary one.</summary>
    public required string? Verdict { get; init; }
}

/// <summary>One metric of a variant over the domains.</summary>
/// <param name="Model">The model.</param>
/// <param name="Statistics">The spec as given.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Average">Unweighted mean over target domains (all, if roles are unknown).</param>
/// <param name="Worst">The worst of these domains.</param>
/// <param name="Drop">Mean over source domains − mean over target domains; null without both.</param>
/// <param name="Rank">Place by average among all variants, 1 the best, equals share the better place; null without an average and for transductive statistics.</param>
/// <param name="NextDomain">What to expect at a domain not seen yet; null for metrics that are no shares.</param>
public sealed record SummaryResult(string Model, string Statistics, string Metric, double? Average, WorstResult? Worst, double? Drop, int? Rank = null, RandomEffectsResult? NextDomain = null);

/// <summary>The domain with the worst value.</summary>
public sealed record WorstResult(string Domain, double Value);
