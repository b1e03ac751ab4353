using ShiftEval.Metrics;

namespace ShiftEval.Comparison.Results;

/// <summary>A cell measured case by case: the images of a patient, slide or study count as one.</summary>
public sealed record CaseResult
{
    /// <summary>The column that names the case.</summary>
    public required string Column { get; init; }

    /// <summary>How images become a case: <c>mean</c>, <c>max</c> or <c>vote</c>.</summary>
    public required string Rule { get; init; }

    /// <summary>Labelled cases.</summary>
    public required int Samples { get; init; }

    /// <summary>Groups among them.</summary>
    public required int Groups { get; init; }

    /// <summary>Values with intervals, by metric name.</summary>
    public required IReadOnlyDictionary<string, MetricValue> Metrics { get; init; }

    /// <summary>Counts, rows truth, columns predicted, in the order of the classes.</summary>
    public required int[][] Confusion { get; init; }
}
