using System.Collections.Frozen;

namespace ShiftEval.Onnx.Rewrites;

/// <summary>How each operator gets from opsets 1 to 6 to its form at opset 7.</summary>
/// <remarks>By the changelog of the ONNX operators; an operator that is not listed is refused.</remarks>
internal static class UpgradeTable
{
    // One form from opset 1 to 7.
    private static readonly string[] Unchanged =
    [
        "ArgMax", "ArgMin", "AveragePool", "Constant", "Conv", "ConvTranspose", "DepthToSpace", "Flatten", "Gather", "GlobalAveragePool",
        "GlobalMaxPool", "Hardmax", "Identity", "If", "LRN", "LogSoftmax", "Loop", "LpNormalization", "MatMul", "MaxPool", "MaxRoiPool",
        "Not", "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd",
        "ReduceSum", "ReduceSumSquare", "Shape", "Size", "Slice", "Softmax", "Softplus", "Softsign", "SpaceToDepth", "Squeeze", "TopK",
        "Transpose", "Unsqueeze",
    ];

    // Version 6 took away consumed_inputs, a hint for computing in place, and changed nothing else.
    private static readonly string[] OnceInPlace =
    [
        "Abs", "Ceil", "Clip", "Elu", "Exp", "Floor", "HardSigmoid", "InstanceNormalization", "LeakyRelu", "Log", "Max", "Mean", "Min",
        "Neg", "Reciprocal", "Relu", "Sigmoid", "Sqrt", "Sum", "Tanh",
    ];

    private static readonly string[] Broadcasting = ["Add", "And", "Div", "Equal", "Greater", "Less", "Mul", "Or", "Pow", "Sub", "Xor"];

    private static readonly FrozenDictionary<string, Action<UpgradeNode>> Converters = Build();

    /// <summary>Converts the node in place, or refuses it.</summary>
    public static void Convert(UpgradeNode node)
    {
        if (Converters.TryGetValue(node.Node.OpType, out Action<UpgradeNode>? convert))
        {
            convert(node);
        }
        else
        {
            node.Refuse($"has no known form at opset {OpsetUpgrade.Target}");
        }
    }

    private static FrozenDictionary<string, Action<UpgradeNode>> Build()
    {
        Dictionary<string, Action<UpgradeNode>> table = new(StringComparer.Ordinal)
        {
            ["BatchNormalization"] = UpgradeModes.BatchNorm,
            ["Dropout"] = UpgradeModes.Dropout,
            ["Cast"] = UpgradeAttributes.Cast,
            ["Concat"] = UpgradeAttributes.Concat,
            ["Gemm"] = node => node.Drop("broadcast"),
            ["GlobalLpPool"] = UpgradeAttributes.Norm,
            ["LpPool"] = UpgradeAttributes.LpPool,
            ["Pad"] = UpgradeAttributes.Pad,
            ["PRelu"] = UpgradeBroadcast.PRelu,
            ["Reshape"] = UpgradeInputs.Reshape,
            ["Selu"] = UpgradeAttributes.Selu,
            ["Split"] = UpgradeInputs.Split,
            ["Tile"] = UpgradeInputs.Tile,
            ["Upsample"] = UpgradeAttributes.Upsample,
        };
        Add(Unchanged, _ => { });
        Add(OnceInPlace, node => node.Drop("consumed_inputs"));
        Add(Broadcasting, UpgradeBroadcast.Binary);
        return table.ToFrozenDictionary(StringComparer.Ordinal);

        void Add(string[] operators, Action<UpgradeNode> convert)
        {
            foreach (string name in operators)
            {
                table.Add(name, convert);
            }
        }
    }
}
