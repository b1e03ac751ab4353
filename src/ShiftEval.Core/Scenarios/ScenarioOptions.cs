using ShiftEval.Inference;

namespace ShiftEval.Scenarios;

/// <summary>How a scenario is run.</summary>
public sealed record ScenarioOptions
{
    /// <summary>Folder of the results; finished cells are kept in its folder <c>cells</c>.</summary>
    public required string Output { get; init; }

    /// <summary>Device and threads.</summary>
    public InferenceOptions Inference { get; init; } = new();

    /// <summary>Bytes for activations and decoded images; null takes half of what is free.</summary>
    public long? MemoryBytes { get; init; }
}
