using ShiftEval.Diagnostics;
using ShiftEval.Statistics;

namespace ShiftEval.Comparison.Results;

/// <summary>A model that was written with the statistics of a file.</summary>
public sealed record StatisticsApplyResult
{
    /// <summary>The document's format.</summary>
    public string Schema { get; init; } = "shifteval.stats-apply/1";

    /// <summary>The model written.</summary>
    public required string Output { get; init; }

    /// <summary>Its SHA-256.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The statistics file.</summary>
    public required string Statistics { get; init; }

    /// <summary>The canonical spec that the file records; null where it records none.</summary>
    public string? Spec { get; init; }

    /// <summary>The domains of its images.</summary>
    public required IReadOnlyList<string> Domains { get; init; }

    /// <summary>How many images; null where the file does not tell.</summary>
    public int? Samples { get; init; }

    /// <summary>Every field in which the model differs from the one read.</summary>
    public required IReadOnlyList<StatisticsChange> Changes { get; init; }

    /// <summary>The layers in node order.</summary>
    public required IReadOnlyList<LayerShiftResult> Layers { get; init; }

    /// <summary>What the reader must know.</summary>
    public required IReadOnlyList<Warning> Warnings { get; init; }
}
