using ShiftEval.Diagnostics;
using ShiftEval.Statistics;

namespace ShiftEval.Comparison.Results;

/// <summary>What mending a file wrote.</summary>
public sealed record FixResult
{
    /// <summary>The document's format.</summary>
    public string Schema { get; init; } = "shifteval.fix/1";

    /// <summary>The file written.</summary>
    public required string Output { get; init; }

    /// <summary>Its SHA-256.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Every field in which the file differs from the one read, statistics apart.</summary>
    public required IReadOnlyList<StatisticsChange> Changes { get; init; }

    /// <summary>The statistics written; null where the stored ones stayed.</summary>
    public RecalibrationResult? Recalibration { get; init; }

    /// <summary>What the reader must know.</summary>
    public required IReadOnlyList<Warning> Warnings { get; init; }
}
