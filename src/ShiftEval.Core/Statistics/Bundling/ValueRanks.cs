using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Statistics.Bundling;

/// <summary>How many axes the values of a model have, where the file states it or an operator leaves no doubt.</summary>
/// <remarks>Visits the main graph and subgraphs of a model without functions, outer scopes first.</remarks>
internal sealed class ValueRanks
{
    // Operators whose first output has the axes of their first input, in every version.
    private static readonly HashSet<string> Keeping =
    [
        "Abs", "AveragePool", "BatchNormalization", "Cast", "CastLike", "Celu", "Clip", "Concat", "Dropout", "Elu", "Exp", "Gelu",
        "GlobalAveragePool", "GlobalMaxPool", "HardSigmoid", "HardSwish", "Identity", "InstanceNormalization", "LRN", "LeakyRelu", "LogSoftmax", "LpPool",
        "MaxPool", "Mish", "Neg", "Pad", "PRelu", "Relu", "Resize", "Selu", "Sigmoid", "Slice", "Softmax", "Softplus", "Softsign",
        "Split", "Sqrt", "Tanh", "ThresholdedRelu", "Transpose", "Upsample",
    ];

    private static readonly HashSet<string> Broadcasting = ["Add", "Sub", "Mul", "Div", "Pow", "Sum", "Max", "Min", "Mean"];

    private readonly Dictionary<string, int> ranks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> lengths = new(StringComparer.Ordinal);

    /// <summary>Reads the model as it stands.</summary>
    public ValueRanks(ModelProto model)
    {
        foreach (GraphScope scope in GraphScope.All(model).Where(scope => scope.Graph is not null))
        {
            AddStated(scope.Graph!);
            foreach (NodeProto node in scope.Nodes.Where(node => OperatorDomain.IsStandard(node.Domain) && node.Output.Count > 0))
            {
                if (Rank(node) is { } rank)
                {
                    ranks.TryAdd(node.Output[0], rank);
                }
            }
        }
    }

    /// <summary>The number of axes; null where it is not known.</summary>
    public int? Of(string name) => ranks.TryGetValue(name, out int rank) ? rank : null;

    private void AddStated(GraphProto graph)
    {
        foreach (TensorProto tensor in graph.Initializer)
        {
            AddTensor(tensor.Name, tensor);
        }

        foreach (ValueInfoProto value in graph.Input.Concat(graph.ValueInfo).Concat(graph.Output))
        {
            if (OnnxValueInfo.From(value).Shape is { } shape)
            {
                ranks.TryAdd(value.Name, shape.Count);
            }
        }
    }

    private void AddTensor(string name, TensorProto tensor)
    {
        ranks.TryAdd(name, tensor.Dims.Count);
        if (tensor.Dims is [var length and >= 0 and < int.MaxValue])
        {
            lengths.TryAdd(name, (int)length);
        }
    }

    private int? Rank(NodeProto node)
    {
        switch (node.OpType)
        {
            case "Constant":
                if (NodeAttributes.Find(node, "value")?.T is { } tensor)
                {
                    AddTensor(node.Output[0], tensor);
                }

                return null;
            case "Conv" or "ConvTranspose":
                return Input(node, 0) ?? Input(node, 1);
            case "Gemm" or "Flatten":
                return 2;
            case "Reshape":
                return Target(node);
            default:
                return Keeping.Contains(node.OpType) ? Input(node, 0) : Broadcasting.Contains(node.OpType) ? Widest(node) : null;
        }
    }

    private int? Input(NodeProto node, int position) => position < node.Input.Count ? Of(node.Input[position]) : null;

    private int? Widest(NodeProto node) => node.Input.Aggregate((int?)0, (widest, name) => Of(name) is { } rank && widest is { } so ? Math.Max(so, rank) : null);

    private int? Target(NodeProto node) => node.Input.Count > 1 && lengths.TryGetValue(node.Input[1], out int length) ? length : null;
}
