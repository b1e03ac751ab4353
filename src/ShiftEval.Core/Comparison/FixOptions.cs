using ShiftEval.Comparison.Setup;

namespace ShiftEval.Comparison;

/// <summary>Which file is mended, and with which statistics it is to normalise.</summary>
public sealed record FixOptions
{
    /// <summary>The model's path.</summary>
    public required string Model { get; init; }

    /// <summary>The file to write.</summary>
    public required string Output { get; init; }

    /// <summary>Whether an existing file may be replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>The spec of the statistics; <c>ema</c> keeps those that the file holds, and needs no images.</summary>
    public string Statistics { get; init; } = "ema";

    /// <summary>Data, domains, preprocessing, device; used only where statistics are estimated.</summary>
    public required RunOptions Run { get; init; }
}
