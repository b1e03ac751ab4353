using ShiftEval.Onnx.Proto;
using ShiftEval.Onnx.Walking;

namespace ShiftEval.Statistics;

/// <summary>One BatchNormalization of a model, as one run meets it: in a function that is called twice there are two.</summary>
public sealed record BatchNormLayer
{
    internal BatchNormLayer(PlacedNode placed) => Placed = placed;

    /// <summary>The layer's name in statistics files and results; unique in the model.</summary>
    /// <remarks>The mean initializer's name, without <c>.running_mean</c> or <c>_mean</c> at its end; where there is none, the node's name, else its first output; repeats get <c>#2</c>.</remarks>
    public required string Name { get; init; }

    /// <summary>The node's name, or its first output where it has none.</summary>
    public required string Node { get; init; }

    /// <summary>The subgraph or function that the node stands in, as in <c>If 'n1'.then_branch</c>; empty for the main graph.</summary>
    public string Scope => Placed.Frame.Path;

    /// <summary>The constant added to the variance before its root is taken.</summary>
    public required double Epsilon { get; init; }

    /// <summary>
    /// Where mean and variance live: <c>initializer</c>, <c>constant</c> (a Constant node), <c>computed</c> (from constants by other
    /// nodes, or at run time) or <c>input</c>.
    /// </summary>
    public required string Source { get; init; }

    /// <summary>The stored mean and variance; null where they are not constants of the file.</summary>
    public LayerStatistics? Stored { get; init; }

    /// <summary>What stands in the way of measuring and rewriting this layer, or null.</summary>
    public Diagnostics.Problem? Refusal { get; init; }

    /// <summary>Number of channels; null where the statistics are not constants of the file.</summary>
    /// <remarks>Where the node normalises every position for itself (<c>spatial=0</c>), channels × positions.</remarks>
    public int? Channels => Stored?.Channels;

    /// <summary>The node and where it stands.</summary>
    internal PlacedNode Placed { get; }

    /// <summary>The node within the model it was found in.</summary>
    internal NodeProto Proto => Placed.Proto;

    /// <summary>Name of the tensor it normalises.</summary>
    internal string X => Proto.Input[BatchNormSlot.X];
}
