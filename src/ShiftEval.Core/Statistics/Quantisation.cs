using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Statistics;

/// <summary>Recognises quantised models: their activation scales were measured under the statistics that they hold.</summary>
internal static class Quantisation
{
    private static readonly HashSet<string> Operators =
    [
        "QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear", "QLinearConv", "QLinearMatMul", "QLinearAdd", "QLinearMul",
        "QLinearGlobalAveragePool", "QLinearAveragePool", "QLinearSigmoid", "QLinearLeakyRelu", "QLinearConcat", "QLinearSoftmax",
        "QGemm", "ConvInteger", "MatMulInteger", "QAttention",
    ];

    /// <summary>The quantised nodes of all scopes, whatever the domain of their operator.</summary>
    public static IReadOnlyList<NodeProto> Nodes(OnnxModel model) =>
        [.. GraphScope.All(model.Proto).SelectMany(scope => scope.Nodes).Where(node => Operators.Contains(node.OpType))];
}
