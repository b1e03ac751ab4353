using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx;

/// <summary>Where a constant lives in the model.</summary>
internal enum ConstantHome
{
    /// <summary>An initializer.</summary>
    Initializer,

    /// <summary>An initializer that is listed as an input too: constant unless the caller feeds another value.</summary>
    InitializerAlsoInput,

    /// <summary>The tensor of a Constant node.</summary>
    ConstantTensor,

    /// <summary>Plain numbers of a Constant node, outside any tensor.</summary>
    ConstantNumbers,
}

/// <summary>A value that is fixed in the file.</summary>
/// <param name="Home">Where it lives.</param>
/// <param name="Name">The name of the value at its home, which differs from the one asked for when Identity nodes lie between.</param>
/// <param name="Tensor">
/// The tensor in the model itself; for <see cref="ConstantHome.ConstantNumbers"/> a copy, and writing to it changes nothing.
/// </param>
/// <param name="Scope">The scope that defines it, which may lie around the scope that asks.</param>
/// <param name="Node">The Constant node; null for initializers.</param>
/// <param name="ThroughIdentity">Whether Identity nodes lie between the value asked for and its home.</param>
internal sealed record ResolvedConstant(
    ConstantHome Home,
    string Name,
    TensorProto Tensor,
    GraphScope Scope,
    NodeProto? Node,
    bool ThroughIdentity);
