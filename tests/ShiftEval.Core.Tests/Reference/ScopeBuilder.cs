namespace ShiftEval.Tests.Reference;

/// <summary>Lays out a file's scopes and gives every BatchNorm at every place of the walk its key.</summary>
internal sealed class ScopeBuilder(OnnxFile file)
{
    private static readonly Dictionary<string, OnnxAttribute> NoAttributes = new(StringComparer.Ordinal);
    private readonly List<string> layers = [];
    private readonly HashSet<OnnxFunction> open = [];

    /// <summary>The keys so far, in the order of the walk.</summary>
    public IReadOnlyList<string> Layers => layers;

    /// <summary>The main graph with everything inside.</summary>
    public GraphScope Main() => Graph(file.Graph, outer: null, file.Opset, NoAttributes);

    private GraphScope Graph(OnnxGraph graph, StoredNames? outer, int opset, IReadOnlyDictionary<string, OnnxAttribute> given)
    {
        StoredNames names = new(graph.Initializers, graph.Nodes, outer);
        return new GraphScope(graph.Initializers, [.. graph.Inputs.Select(input => input.Name)], graph.Outputs, Steps(graph.Nodes, names, opset, given));
    }

    private GraphScope Call(OnnxFunction function, OnnxNode call)
    {
        if (!open.Add(function))
        {
            throw new InvalidDataException($"Function {function.Domain}:{function.Name} calls itself.");
        }

        Dictionary<string, OnnxAttribute> given = new(function.Defaults, StringComparer.Ordinal);
        foreach ((string name, OnnxAttribute attribute) in call.Attributes)
        {
            given[name] = attribute;
        }

        Dictionary<string, Tensor64> none = new(StringComparer.Ordinal);
        GraphStep[] steps = Steps(function.Nodes, new StoredNames(none, function.Nodes, outer: null), function.Opset, given);
        open.Remove(function);
        return new GraphScope(none, function.Inputs, function.Outputs, steps);
    }

    private GraphStep[] Steps(
        IEnumerable<OnnxNode> nodes, StoredNames names, int opset, IReadOnlyDictionary<string, OnnxAttribute> given) =>
        [.. nodes.Select(node => Step(node.Given(given), names, opset, given))];

    private GraphStep Step(OnnxNode node, StoredNames names, int opset, IReadOnlyDictionary<string, OnnxAttribute> given)
    {
        OnnxFunction? function = file.Functions.FirstOrDefault(
            one => string.Equals(one.Name, node.Operator, StringComparison.Ordinal) && string.Equals(one.Domain, node.Domain, StringComparison.Ordinal));
        if (function is not null)
        {
            return new GraphStep(node, opset) { Call = Call(function, node) };
        }

        return new GraphStep(node, opset)
        {
            Layer = node.Operator == "BatchNormalization" ? UniqueLayerName(node, names) : null,
            Subgraphs = node.Attributes.Values.Where(attribute => attribute.Graph is not null).ToDictionary(
                attribute => attribute.Name, attribute => Graph(attribute.Graph!, names, opset, given), StringComparer.Ordinal),
        };
    }

    private string UniqueLayerName(OnnxNode node, StoredNames names)
    {
        string name = names.InitializerBehind(node.Inputs[3]) is { } mean ? WithoutSuffix(mean)
            : node.Name.Length > 0 ? node.Name
            : node.Outputs[0];
        string unique = name;
        for (int number = 2; layers.Contains(unique, StringComparer.Ordinal); number++)
        {
            unique = $"{name}#{number}";
        }

        layers.Add(unique);
        return unique;
    }

    private static string WithoutSuffix(string name)
    {
        foreach (string suffix in new[] { ".running_mean", "_mean" })
        {
            if (name.EndsWith(suffix, StringComparison.Ordinal))
            {
                return name[..^suffix.Length];
            }
        }

        return name;
    }
}
