using ShiftEval.Statistics;

namespace ShiftEval.Inspection;

/// <summary>One BatchNorm layer.</summary>
/// <param name="Name">The layer's name in results.</param>
/// <param name="Node">The node.</param>
/// <param name="Channels">Channels; null when the statistics are not constants of the file.</param>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="Rank">Axes of the tensor it normalises; null when the file does not tell.</param>
/// <param name="Source">Where mean and variance live.</param>
/// <param name="Findings">What to know about it; a finding <c>refused</c> says why it cannot be recalibrated.</param>
public sealed record InspectedLayer(string Name, string Node, int? Channels, double Epsilon, int? Rank, string Source, IReadOnlyList<Finding> Findings)
{
    /// <summary>The subgraph or function that the node stands in; empty for the main graph.</summary>
    public string Scope { get; init; } = "";

    /// <summary>Element type of mean and variance; null when they are not constants of the file.</summary>
    public string? Type { get; init; }
}
