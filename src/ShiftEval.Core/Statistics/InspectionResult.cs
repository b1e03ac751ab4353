namespace ShiftEval.Statistics;

/// <summary>What a model file is, as far as its BatchNorm statistics are concerned.</summary>
public sealed record InspectionResult
{
    /// <summary>The document's format.</summary>
    public string Schema { get; init; } = "shifteval.inspect/1";

    /// <summary>The file as given.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of the file.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Version of the standard operators.</summary>
    public required long Opset { get; init; }

    /// <summary>Inputs to be fed.</summary>
    public required IReadOnlyList<InspectedValue> Inputs { get; init; }

    /// <summary>Outputs.</summary>
    public required IReadOnlyList<InspectedValue> Outputs { get; init; }

    /// <summary>BatchNorm layers in node order.</summary>
    public required IReadOnlyList<InspectedLayer> BatchNorm { get; init; }

    /// <summary>Convolutions that may have swallowed a BatchNorm.</summary>
    public required InspectedFolding Folded { get; init; }

    /// <summary>Where the statistics come from, when ShiftEval wrote them.</summary>
    public StatisticsProvenance? Provenance { get; init; }

    /// <summary>What to know about the file as a whole.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }
}

/// <summary>An input or output.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Axes; null when not stated.</param>
public sealed record InspectedValue(string Name, string Type, IReadOnlyList<string>? Shape);

/// <summary>One BatchNorm layer.</summary>
/// <param name="Name">The layer's name in results.</param>
/// <param name="Node">The node.</param>
/// <param name="Channels">Channels; null when the statistics are not constants of the file.</param>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="Rank">Axes of the tensor it normalises; null when the file does not tell.</param>
/// <param name="Source">Where mean and variance live.</param>
/// <param name="Findings">What to know about it.</param>
public sealed record InspectedLayer(string Name, string Node, int? Channels, double Epsilon, int? Rank, string Source, IReadOnlyList<Finding> Findings);

/// <summary>How many convolutions have a bias and no BatchNorm behind them, as folding leaves them.</summary>
public sealed record InspectedFolding(int Candidates);
