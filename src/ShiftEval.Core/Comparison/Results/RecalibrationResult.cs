using System.Text.Json;
using ShiftEval.Diagnostics;
using ShiftEval.Statistics;

namespace ShiftEval.Comparison.Results;

/// <summary>What a recalibration wrote.</summary>
public sealed record RecalibrationResult
{
    /// <summary>The document's format.</summary>
    public string Schema { get; init; } = "shifteval.recalibrate/1";

    /// <summary>The file written.</summary>
    public required string Output { get; init; }

    /// <summary>Its SHA-256.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Images the statistics were estimated from; 0 for the file's own.</summary>
    public required int Samples { get; init; }

    /// <summary>The canonical spec.</summary>
    public required string Spec { get; init; }

    /// <summary>The domains adapted to.</summary>
    public required IReadOnlyList<string> Domains { get; init; }

    /// <summary>The device that ran; null where the statistics came from a file and nothing ran.</summary>
    public string? Device { get; init; }

    /// <summary>How images entered the model; null where none did.</summary>
    public ImageInputResult? Image { get; init; }

    /// <summary>The preprocessing; null where no image was read.</summary>
    public JsonElement? Preprocess { get; init; }

    /// <summary>Where the preprocessing was found; null where no image was read.</summary>
    public string? PreprocessOrigin { get; init; }

    /// <summary>Every field in which the file differs from the one read.</summary>
    public required IReadOnlyList<StatisticsChange> Changes { get; init; }

    /// <summary>The layers in node order.</summary>
    public required IReadOnlyList<LayerShiftResult> Layers { get; init; }

    /// <summary>What the reader must know.</summary>
    public required IReadOnlyList<Warning> Warnings { get; init; }
}

/// <summary>How far one layer's statistics moved.</summary>
/// <param name="Name">The layer.</param>
/// <param name="Channels">Its channels.</param>
/// <param name="Shift">Mean over channels of the 2-Wasserstein distance of old and new Gaussian over sqrt(old variance + ε).</param>
public sealed record LayerShiftResult(string Name, int Channels, double Shift);
