using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Statistics.Bundling;

/// <summary>Given values that may have lost their last reader: the model without those that did, and without what only they needed.</summary>
/// <remarks>Visits the main graph and subgraphs of a model without functions to inline, in place; nodes with subgraphs stay.</remarks>
internal sealed class UnusedValues
{
    private readonly IReadOnlyList<GraphScope> scopes;
    private readonly Dictionary<string, int> uses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NodeProto> producers = new(StringComparer.Ordinal);
    private readonly HashSet<string> initializers = new(StringComparer.Ordinal);

    private UnusedValues(ModelProto model)
    {
        scopes = [.. GraphScope.All(model).Where(scope => scope.Graph is not null)];
        foreach (GraphScope scope in scopes)
        {
            initializers.UnionWith(scope.Initializers.Select(tensor => tensor.Name));
            initializers.UnionWith(scope.Graph!.SparseInitializer.Select(sparse => sparse.Values?.Name ?? ""));
            foreach (string name in scope.Nodes.SelectMany(node => node.Input).Concat(scope.Outputs))
            {
                uses[name] = uses.GetValueOrDefault(name) + 1;
            }

            foreach (NodeProto node in scope.Nodes)
            {
                foreach (string output in node.Output)
                {
                    producers.TryAdd(output, node);
                }
            }
        }
    }

    /// <summary>Takes away what nobody reads any longer.</summary>
    /// <param name="model">Changed in place.</param>
    /// <param name="values">The values that lost a reader.</param>
    /// <returns>What was removed.</returns>
    public static IReadOnlyList<StatisticsChange> Remove(ModelProto model, IEnumerable<string> values)
    {
        UnusedValues unused = new(model);
        return unused.Remove(new Queue<string>(values));
    }

    private IReadOnlyList<StatisticsChange> Remove(Queue<string> values)
    {
        List<StatisticsChange> changes = [];
        HashSet<string> removed = new(StringComparer.Ordinal);
        HashSet<NodeProto> nodes = new(ReferenceEqualityComparer.Instance);
        while (values.TryDequeue(out string? name))
        {
            if (name.Length == 0 || uses.GetValueOrDefault(name) > 0 || removed.Contains(name))
            {
                continue;
            }

            if (initializers.Contains(name))
            {
                removed.Add(name);
                changes.Add(new StatisticsChange("removed-initializer", name, "nobody reads it any longer"));
            }
            else if (producers.TryGetValue(name, out NodeProto? node) && node.Output.All(output => uses.GetValueOrDefault(output) == 0) && !node.Attribute.SelectMany(NodeAttributes.Graphs).Any())
            {
                nodes.Add(node);
                removed.UnionWith(node.Output);
                changes.Add(new StatisticsChange("removed-node", NodeText.Name(node), "nobody reads it any longer"));
                foreach (string input in node.Input)
                {
                    uses[input]--;
                    values.Enqueue(input);
                }
            }
        }

        foreach (GraphScope scope in scopes.Where(_ => removed.Count > 0))
        {
            GraphProto graph = scope.Graph!;
            Keep(graph.Node, node => !nodes.Contains(node));
            Keep(graph.Initializer, tensor => !removed.Contains(tensor.Name));
            Keep(graph.SparseInitializer, sparse => !removed.Contains(sparse.Values?.Name ?? ""));
            Keep(graph.Input, input => !removed.Contains(input.Name));
            Keep(graph.ValueInfo, value => !removed.Contains(value.Name));
        }

        return changes;
    }

    private static void Keep<T>(Google.Protobuf.Collections.RepeatedField<T> field, Func<T, bool> keep)
    {
        T[] kept = [.. field.Where(keep)];
        if (kept.Length < field.Count)
        {
            field.Clear();
            field.AddRange(kept);
        }
    }
}
