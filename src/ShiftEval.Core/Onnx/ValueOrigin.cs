using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx;

/// <summary>What gives a value its content.</summary>
internal enum ValueOriginKind
{
    /// <summary>A node's output.</summary>
    Node,

    /// <summary>An initializer that no caller can replace.</summary>
    Initializer,

    /// <summary>An initializer that is listed as an input too, so that a caller may replace it.</summary>
    InitializerAlsoInput,

    /// <summary>A sparse initializer.</summary>
    SparseInitializer,

    /// <summary>An input of the graph or function, without a default.</summary>
    Input,
}

/// <summary>Where a value comes from.</summary>
/// <param name="Kind">What gives it its content.</param>
/// <param name="Scope">The scope that defines it, which may lie around the scope that asks.</param>
/// <param name="Node">The node, for <see cref="ValueOriginKind.Node"/>.</param>
/// <param name="OutputIndex">Which output of the node it is, from 0.</param>
/// <param name="Initializer">The tensor, for the two kinds of dense initializers.</param>
internal sealed record ValueOrigin(
    ValueOriginKind Kind,
    GraphScope Scope,
    NodeProto? Node = null,
    int OutputIndex = 0,
    TensorProto? Initializer = null);
