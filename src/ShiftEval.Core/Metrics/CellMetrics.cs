using ShiftEval.Diagnostics;

namespace ShiftEval.Metrics;

/// <summary>Everything measured on one cell.</summary>
public sealed record CellMetrics
{
    /// <summary>Labelled samples.</summary>
    public required int Samples { get; init; }

    /// <summary>Groups among them.</summary>
    public required int Groups { get; init; }

    /// <summary>Values by metric name.</summary>
    public required IReadOnlyDictionary<string, MetricValue> Metrics { get; init; }

    /// <summary>Counts, rows truth, columns predicted, shape [K][K].</summary>
    public required int[][] Confusion { get; init; }

    /// <summary>Each class against the rest, in class order.</summary>
    public required IReadOnlyList<ClassMetrics> Classes { get; init; }

    /// <summary>How often predictions of a confidence are right: the bins of <c>ece</c>, the least sure first.</summary>
    public required IReadOnlyList<ReliabilityBin> Reliability { get; init; }

    /// <summary>Class indices that do not occur in the truth; macro figures leave them out.</summary>
    public required IReadOnlyList<int> AbsentClasses { get; init; }

    /// <summary>Samples whose truth had a probability below <see cref="ScoredSamples.ProbabilityFloor"/>.</summary>
    public required int ClippedCount { get; init; }

    /// <summary>What the reader must know, without a domain.</summary>
    public required IReadOnlyList<Warning> Warnings { get; init; }
}
