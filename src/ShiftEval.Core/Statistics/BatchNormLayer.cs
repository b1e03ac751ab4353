using ShiftEval.Onnx.Proto;

namespace ShiftEval.Statistics;

/// <summary>One BatchNormalization node of a model.</summary>
public sealed record BatchNormLayer
{
    internal BatchNormLayer(NodeProto proto) => Proto = proto;

    /// <summary>The layer's name in statistics files and results; unique in the model.</summary>
    /// <remarks>The mean initializer's name, without <c>.running_mean</c> or <c>_mean</c> at its end; where there is none, the node's name, else its first output; repeats get <c>#2</c>.</remarks>
    public required string Name { get; init; }

    /// <summary>The node's name, or its first output where it has none.</summary>
    public required string Node { get; init; }

    /// <summary>The constant added to the variance before its root is taken.</summary>
    public required double Epsilon { get; init; }

    /// <summary>Where mean and variance live: <c>initializer</c>, <c>constant</c>, <c>computed</c> or <c>input</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The stored mean and variance; null where they are not constants of the file.</summary>
    public LayerStatistics? Stored { get; init; }

    /// <summary>What stands in the way of measuring and rewriting this layer, or null.</summary>
    public Diagnostics.Problem? Refusal { get; init; }

    /// <summary>Number of channels; null where the statistics are not constants of the file.</summary>
    public int? Channels => Stored?.Channels;

    /// <summary>The node within the model it was found in.</summary>
    internal NodeProto Proto { get; }

    /// <summary>Name of the tensor it normalises.</summary>
    internal string X => Proto.Input[BatchNormSlot.X];
}
