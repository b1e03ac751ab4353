using ShiftEval.Onnx.Proto;

namespace ShiftEval.Statistics.Bundling;

/// <summary>A BatchNorm that is about to read its statistics from tables.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Node">Its node in the copy that is written to.</param>
/// <param name="Mean">The tensor that gives the element type that means are rounded to, as in a file with one domain's statistics.</param>
/// <param name="Variance">The same for variances.</param>
/// <param name="Scale">Its scale, [C]; null where that is computed at run time.</param>
/// <param name="Bias">Its bias, [C]; null where that is computed at run time.</param>
/// <param name="Type">What it is computed in.</param>
internal sealed record SwitchableLayer(
    BatchNormLayer Layer, NodeProto Node, TensorProto Mean, TensorProto Variance, double[]? Scale, double[]? Bias, ComputeType Type);
