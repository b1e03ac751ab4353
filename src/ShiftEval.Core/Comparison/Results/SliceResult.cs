using ShiftEval.Metrics;

namespace ShiftEval.Comparison.Results;

/// <summary>One variant on the samples that share a column's value.</summary>
public sealed record SliceResult
{
    /// <summary>The column.</summary>
    public required string Column { get; init; }

    /// <summary>Its value; empty where the manifest has none.</summary>
    public required string Value { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The spec as given.</summary>
    public required string Statistics { get; init; }

    /// <summary>The domain; null for all scored domains together.</summary>
    public required string? Domain { get; init; }

    /// <summary>Labelled samples scored.</summary>
    public required int Samples { get; init; }

    /// <summary>Groups among them.</summary>
    public required int Groups { get; init; }

    /// <summary>Values with intervals, by metric name.</summary>
    public required IReadOnlyDictionary<string, MetricValue> Metrics { get; init; }

    /// <summary>Counts, rows truth, columns predicted, in the order of the classes.</summary>
    public required int[][] Confusion { get; init; }
}
