using ShiftEval.Onnx.Proto;
using ShiftEval.Onnx.Walking;

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

    /// <summary>Nowhere: operators compute it from other constants.</summary>
    Computed,
}

/// <summary>A value that is fixed in the file.</summary>
/// <param name="Home">Where it lives.</param>
/// <param name="Name">The name of the value at its home, which differs from the one asked for when Identity nodes or function calls lie between.</param>
/// <param name="Tensor">
/// The tensor in the model itself; for <see cref="ConstantHome.ConstantNumbers"/>, <see cref="ConstantHome.Computed"/> and attributes
/// taken from a function's call a copy, and writing to it changes nothing.
/// </param>
/// <param name="Frame">The frame that defines it, which may lie around the frame that asks.</param>
/// <param name="Node">The Constant node, or the last of those that compute it; null for initializers.</param>
/// <param name="ThroughIdentity">Whether Identity nodes or function calls lie between the value asked for and its home.</param>
internal sealed record ResolvedConstant(
    ConstantHome Home,
    string Name,
    TensorProto Tensor,
    CallFrame Frame,
    NodeProto? Node,
    bool ThroughIdentity)
{
    /// <summary>The scope that defines it.</summary>
    public GraphScope Scope => Frame.Values.Scope;
}
