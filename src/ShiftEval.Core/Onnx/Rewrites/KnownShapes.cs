using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx.Rewrites;

/// <summary>The shapes of a graph's values as far as the file states them or its operators give the number of axes away.</summary>
internal sealed class KnownShapes
{
    // Far above what any runtime takes.
    private const int MostAxes = 64;

    private readonly Dictionary<string, long?[]> shapes = new(StringComparer.Ordinal);

    private KnownShapes()
    {
    }

    /// <summary>Shapes as seen from the scope of <paramref name="values"/>, before its nodes are changed.</summary>
    public static KnownShapes Of(OnnxModel model, ValueUses values)
    {
        KnownShapes known = new();
        for (ValueUses? scope = values; scope is not null; scope = scope.Outer)
        {
            known.AddStated(scope.Scope.Graph!);
        }

        // Outermost first, since inner nodes read what outer ones compute.
        Stack<ValueUses> scopes = new();
        for (ValueUses? scope = values; scope is not null; scope = scope.Outer)
        {
            scopes.Push(scope);
        }

        foreach (ValueUses scope in scopes)
        {
            known.AddComputed(scope.Scope.Graph!, new ConstantResolver(scope), model);
        }

        return known;
    }

    /// <summary>The sizes, null for one that is not known; null where not even the number of axes is.</summary>
    public long?[]? Of(string name) => shapes.GetValueOrDefault(name);

    private void AddStated(GraphProto graph)
    {
        foreach (TensorProto tensor in graph.Initializer)
        {
            shapes.TryAdd(tensor.Name, [.. tensor.Dims.Select(size => (long?)size)]);
        }

        foreach (ValueInfoProto value in graph.Input.Concat(graph.ValueInfo).Concat(graph.Output))
        {
            if (OnnxValueInfo.From(value).Shape is { } shape)
            {
                shapes.TryAdd(value.Name, [.. shape.Select(axis => axis.Value)]);
            }
        }
    }

    private void AddComputed(GraphProto graph, ConstantResolver constants, OnnxModel model)
    {
        foreach (NodeProto node in graph.Node.Where(node => OperatorDomain.IsStandard(node.Domain) && node.Output.Count > 0))
        {
            if (node.OpType == "Constant" && constants.Resolve(node.Output[0]) is { } constant)
            {
                shapes.TryAdd(node.Output[0], [.. constant.Tensor.Dims.Select(size => (long?)size)]);
            }
            else if (Rank(node, constants, model) is >= 0 and <= MostAxes and int rank)
            {
                int outputs = node.OpType == "Split" ? node.Output.Count : 1;
                foreach (string output in node.Output.Take(outputs))
                {
                    shapes.TryAdd(output, new long?[rank]);
                }
            }
        }
    }

    private int? Rank(NodeProto node, ConstantResolver constants, OnnxModel model)
    {
        int? first = node.Input.Count > 0 ? Of(node.Input[0])?.Length : null;
        switch (node.OpType)
        {
            case "Gemm" or "Flatten":
                return 2;
            case "Reshape":
                return NodeAttributes.Ints(node, "shape")?.Length ?? Target(node, constants, model);
            case "Squeeze":
                return NodeAttributes.Ints(node, "axes") is { } squeezed ? first - squeezed.Length : null;
            case "Unsqueeze":
                return first + NodeAttributes.Ints(node, "axes")?.Length;
            case "MatMul":
                int? second = node.Input.Count > 1 ? Of(node.Input[1])?.Length : null;
                return first >= 2 && second >= 2 ? Math.Max(first.Value, second.Value) : null;
            case "Gather":
                return first - 1 + (node.Input.Count > 1 ? Of(node.Input[1])?.Length : null);
            case "Shape":
                return 1;
            case "Size":
                return 0;
            case "If" or "Loop":
                return null;
            default:
                bool reduces = node.OpType is "ArgMax" or "ArgMin" || node.OpType.StartsWith("Reduce", StringComparison.Ordinal);
                return reduces ? Reduced(node, first) : first;
        }
    }

    private static int? Reduced(NodeProto node, int? rank)
    {
        if (NodeAttributes.Int(node, "keepdims", 1) != 0)
        {
            return rank;
        }

        if (node.OpType is "ArgMax" or "ArgMin")
        {
            return rank - 1;
        }

        return NodeAttributes.Ints(node, "axes") is { Length: > 0 } axes ? rank - axes.Length : 0;
    }

    private static int? Target(NodeProto node, ConstantResolver constants, OnnxModel model) =>
        node.Input.Count > 1 && constants.Resolve(node.Input[1]) is { } shape ? TensorData.ElementCount(shape.Tensor, model.Name) : null;
}
