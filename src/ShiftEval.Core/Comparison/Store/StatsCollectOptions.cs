using ShiftEval.Comparison.Setup;
using ShiftEval.Estimation;

namespace ShiftEval.Comparison.Store;

/// <summary>Which moments of which model are collected into a file.</summary>
public sealed record StatsCollectOptions
{
    /// <summary>Data, domains, preprocessing, device.</summary>
    public required RunOptions Run { get; init; }

    /// <summary>The model's path.</summary>
    public required string Model { get; init; }

    /// <summary>The spec: <c>domain</c>, <c>precise</c>, <c>test</c> or <c>from=NAME</c> with its keys.</summary>
    public string Statistics { get; init; } = "domain";

    /// <summary>The file to write; null is <c>STEM.DOMAIN.safetensors</c> in the working folder, a part with <c>.1of3</c> in its name.</summary>
    public string? Output { get; init; }

    /// <summary>Whether an existing file may be replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>The part of the batches that is measured; null measures all.</summary>
    public BatchShard? Shard { get; init; }
}
