using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Statistics.Folding;

/// <summary>An input of a node that reads a constant, and the values it is to read instead.</summary>
/// <param name="Node">The node, in the model that is written to.</param>
/// <param name="NodeName">How messages name the node.</param>
/// <param name="Position">The input, from 0.</param>
/// <param name="Owner">The convolution that the values belong to.</param>
/// <param name="What">What they are to it, as the end of a tensor's name: <c>weight</c>, <c>bias</c>.</param>
/// <param name="Source">The constant read so far.</param>
/// <param name="Values">Gives the new values, rounded to the constant's element type when written; only asked for when their turn comes.</param>
internal sealed record ConstantSlot(
    NodeProto Node, string NodeName, int Position, string Owner, string What, ResolvedConstant Source, Func<double[]> Values)
{
    /// <summary>The new values' shape, where it is not that of the constant.</summary>
    public IReadOnlyList<long>? Shape { get; init; }

    /// <summary>Whether the node names the constant itself, with nothing in between.</summary>
    public bool IsDirect => Node.Input[Position] == Source.Name;
}
