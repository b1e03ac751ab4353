using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx;

/// <summary>One place that reads a value.</summary>
/// <param name="Node">The node that reads it; for a subgraph that hands it straight out, the node that holds the subgraph.</param>
/// <param name="InputIndex">Which input of the node it is, from 0; <see cref="SubgraphOutput"/> for a subgraph's output.</param>
/// <param name="Scope">The scope of the reader, which may lie inside the scope that defines the value.</param>
internal readonly record struct ValueUse(NodeProto Node, int InputIndex, GraphScope Scope)
{
    /// <summary>In place of an input index: the value is an output of a subgraph that takes it from outside.</summary>
    public const int SubgraphOutput = -1;
}
