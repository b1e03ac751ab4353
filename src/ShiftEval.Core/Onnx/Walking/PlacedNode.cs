using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx.Walking;

/// <summary>A node as one run meets it.</summary>
/// <param name="Proto">The node.</param>
/// <param name="Frame">Where it is met: a node of a function that is called twice is met twice.</param>
internal sealed record PlacedNode(NodeProto Proto, CallFrame Frame)
{
    /// <summary>An attribute of the node, also one taken from the function's call.</summary>
    public AttributeProto? Attribute(string name) => Frame.Attribute(Proto, name);
}
