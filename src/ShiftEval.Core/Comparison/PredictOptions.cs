using ShiftEval.Comparison.Setup;

namespace ShiftEval.Comparison;

/// <summary>What is predicted with, and where the predictions go.</summary>
public sealed record PredictOptions
{
    /// <summary>Data, domains, preprocessing, device.</summary>
    public required RunOptions Run { get; init; }

    /// <summary>The model: PATH or NAME=PATH.</summary>
    public required string Model { get; init; }

    /// <summary>Texts of <c>--statistics</c>; empty takes <c>ema</c>.</summary>
    public IReadOnlyList<string> Statistics { get; init; } = [];

    /// <summary>The <c>.csv</c> or <c>.parquet</c> file to write.</summary>
    public required string Output { get; init; }

    /// <summary>Whether an existing file may be replaced.</summary>
    public bool Overwrite { get; init; }
}
