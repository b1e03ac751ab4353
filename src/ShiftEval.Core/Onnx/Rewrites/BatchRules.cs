using System.Collections.Frozen;

namespace ShiftEval.Onnx.Rewrites;

/// <summary>Says of each operator whether it keeps the samples of a batch apart. Operators that are not listed do not.</summary>
/// <remarks>A rule gives null, or a clause that goes on from the node's name. All outputs of a node that passes are batched.</remarks>
internal static class BatchRules
{
    private static readonly FrozenSet<string> Random = FrozenSet.ToFrozenSet(
        ["Bernoulli", "Multinomial", "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike"], StringComparer.Ordinal);

    // Each element by itself; further inputs, such as Clip's bounds, are single numbers.
    private static readonly string[] Elementwise =
    [
        "Abs", "Acos", "Acosh", "Asin", "Asinh", "Atan", "Atanh", "BitwiseNot", "Cast", "Ceil", "Celu", "Clip", "Cos", "Cosh", "Elu", "Erf",
        "Exp", "Floor", "Gelu", "HardSigmoid", "HardSwish", "Identity", "IsInf", "IsNaN", "LeakyRelu", "Log", "Mish", "Neg", "Not",
        "Reciprocal", "Relu", "Round", "Selu", "Shrink", "Sigmoid", "Sign", "Sin", "Sinh", "Softplus", "Softsign", "Sqrt", "Swish", "Tan",
        "Tanh", "ThresholdedRelu",
    ];

    private static readonly string[] Broadcasting =
    [
        "Add", "And", "BitwiseAnd", "BitwiseOr", "BitwiseXor", "Div", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Mod",
        "Mul", "Or", "Pow", "Sub", "Where", "Xor",
    ];

    private static readonly string[] Variadic = ["Max", "Mean", "Min", "Sum"];

    // Defined as N samples side by side, with channels on axis 1.
    private static readonly string[] PerImage =
    [
        "AveragePool", "Conv", "ConvTranspose", "DepthToSpace", "GlobalAveragePool", "GlobalLpPool", "GlobalMaxPool", "GroupNormalization",
        "InstanceNormalization", "LRN", "LpPool", "SpaceToDepth",
    ];

    private static readonly string[] Reductions =
    [
        "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd", "ReduceSum",
        "ReduceSumSquare",
    ];

    private static readonly FrozenDictionary<string, Func<BatchNode, string?>> Rules = Build();

    public static bool IsRandom(string operation) => Random.Contains(operation);

    /// <summary>Null when the node keeps samples apart, with the batch in front.</summary>
    public static string? Check(BatchNode node) =>
        Rules.TryGetValue(node.Node.OpType, out Func<BatchNode, string?>? rule)
            ? rule(node)
            : "is not known to keep the samples of a batch apart";

    private static FrozenDictionary<string, Func<BatchNode, string?>> Build()
    {
        Dictionary<string, Func<BatchNode, string?>> rules = new(StringComparer.Ordinal)
        {
            ["ArgMax"] = node => BatchAxisRules.Axis(node, 0),
            ["ArgMin"] = node => BatchAxisRules.Axis(node, 0),
            ["BatchNormalization"] = BatchSampleRules.Modal,
            ["Concat"] = BatchAxisRules.Concat,
            ["CumSum"] = BatchAxisRules.CumSum,
            ["DequantizeLinear"] = BatchSampleRules.Quantization,
            ["Dropout"] = BatchSampleRules.Modal,
            ["Expand"] = BatchShapeRules.Expand,
            ["Flatten"] = BatchShapeRules.Flatten,
            ["Gather"] = node => BatchAxisRules.Axis(node, 0),
            ["Gemm"] = BatchMatrixRules.Gemm,
            ["Hardmax"] = BatchAxisRules.Softmax,
            ["LayerNormalization"] = BatchAxisRules.LayerNorm,
            ["LogSoftmax"] = BatchAxisRules.Softmax,
            ["LpNormalization"] = node => BatchAxisRules.Axis(node, -1),
            ["MatMul"] = BatchMatrixRules.MatMul,
            ["MaxPool"] = BatchSampleRules.MaxPool,
            ["MeanVarianceNormalization"] = BatchAxisRules.MeanVariance,
            ["Pad"] = BatchAxisRules.Pad,
            ["PRelu"] = BatchSampleRules.PRelu,
            ["QuantizeLinear"] = BatchSampleRules.Quantization,
            ["Reshape"] = BatchShapeRules.Reshape,
            ["Resize"] = BatchScaleRules.Resize,
            ["Slice"] = BatchAxisRules.Slice,
            ["Softmax"] = BatchAxisRules.Softmax,
            ["Split"] = node => BatchAxisRules.Axis(node, 0),
            ["Squeeze"] = BatchShapeRules.Squeeze,
            ["Tile"] = BatchScaleRules.Tile,
            ["TopK"] = node => BatchAxisRules.Axis(node, -1),
            ["Transpose"] = BatchShapeRules.Transpose,
            ["Unsqueeze"] = BatchShapeRules.Unsqueeze,
            ["Upsample"] = BatchScaleRules.Upsample,
        };
        Add(Elementwise, node => node.OnlyFirst());
        Add(Broadcasting, BatchSampleRules.Broadcast);
        Add(Variadic, BatchSampleRules.Variadic);
        Add(PerImage, node => node.OnlyFirst());
        Add(Reductions, BatchAxisRules.Reduce);
        return rules.ToFrozenDictionary(StringComparer.Ordinal);

        void Add(string[] operators, Func<BatchNode, string?> rule)
        {
            foreach (string name in operators)
            {
                rules.Add(name, rule);
            }
        }
    }
}
