using ShiftEval.Comparison.Setup;
using ShiftEval.Metrics;

namespace ShiftEval.Comparison;

/// <summary>What is compared with what.</summary>
public sealed record ComparisonOptions
{
    /// <summary>Schema of a document by <c>compare</c>.</summary>
    public const string CompareSchema = "shifteval.compare/1";

    /// <summary>Schema of a document by <c>evaluate</c>.</summary>
    public const string EvaluateSchema = "shifteval.evaluate/1";

    /// <summary>Schema of a document by <c>score</c>.</summary>
    public const string ScoreSchema = "shifteval.score/1";

    /// <summary>Data, domains, preprocessing, device.</summary>
    public required RunOptions Run { get; init; }

    /// <summary>The models: PATH or NAME=PATH each; at least one.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Texts of <c>--statistics</c>; empty takes <see cref="DefaultStatistics"/>.</summary>
    public IReadOnlyList<string> Statistics { get; init; } = [];

    /// <summary>Statistics files whose samples are not scored, besides those that the specs name: so that runs apart score the same samples.</summary>
    public IReadOnlyList<string> UnscoredFiles { get; init; } = [];

    /// <summary>What is compared where nothing is said; <c>precise</c> is left out, with a note, where there are no source images.</summary>
    public string DefaultStatistics { get; init; } = "ema,precise,domain";

    /// <summary>Metrics, intervals and tests.</summary>
    public MetricOptions Metrics { get; init; } = new();

    /// <summary>What is measured besides the metrics of each cell.</summary>
    public MeasureOptions Measures { get; init; } = new();

    /// <summary>A spec or a model's name that differences start from; null takes the first spec of the first model.</summary>
    public string? Reference { get; init; }

    /// <summary>Divisions into adapt and test whose spread is told, the run's own among them. Default 1: no other.</summary>
    public int Splits { get; init; } = 1;

    /// <summary>Whether statistics that depend on the cut into batches are scored with other seeds too, which tells how results move.</summary>
    internal bool TellsSpread { get; init; } = true;

    /// <summary>Requirements, as <c>--require</c> takes them.</summary>
    public IReadOnlyList<string> Requirements { get; init; } = [];

    /// <summary>The schema of the result.</summary>
    public string Schema { get; init; } = CompareSchema;
}
