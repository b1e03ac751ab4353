using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx;

/// <summary>Given a graph and values in it: the graph cut down to what computes these values, which become its outputs.</summary>
internal static class GraphCut
{
    /// <summary>Cuts <paramref name="graph"/> in place.</summary>
    /// <param name="graph">A graph that nobody else uses.</param>
    /// <param name="outputs">Names of values computed in it.</param>
    public static void To(GraphProto graph, IReadOnlyList<ValueInfoProto> outputs)
    {
        HashSet<string> needed = Needed(graph, outputs.Select(output => output.Name));
        Keep(graph.Node, node => node.Output.Any(needed.Contains));
        graph.Output.Clear();
        graph.Output.AddRange(outputs);
        Keep(graph.Input, input => needed.Contains(input.Name));
        Keep(graph.Initializer, tensor => needed.Contains(tensor.Name));
        Keep(graph.SparseInitializer, tensor => needed.Contains(tensor.Values?.Name ?? ""));

        // A stated shape or annotation of a value that is gone, or of one whose computation changed, would only mislead the runtime.
        graph.ValueInfo.Clear();
        graph.QuantizationAnnotation.Clear();
    }

    /// <summary>The names of all values that must be known to compute some values of the graph, these among them.</summary>
    public static HashSet<string> Needed(GraphProto graph, IEnumerable<string> values)
    {
        HashSet<string> needed = new(values, StringComparer.Ordinal);
        for (int i = graph.Node.Count - 1; i >= 0; i--)
        {
            if (graph.Node[i].Output.Any(needed.Contains))
            {
                needed.UnionWith(NodeInputs.Of(graph.Node[i]));
            }
        }

        return needed;
    }

    /// <summary>A graph output of any shape.</summary>
    public static ValueInfoProto Output(string name, OnnxElementType type) => new()
    {
        Name = name,
        Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type } },
    };

    private static void Keep<T>(Google.Protobuf.Collections.RepeatedField<T> field, Func<T, bool> wanted)
    {
        List<T> kept = [.. field.Where(wanted)];
        field.Clear();
        field.AddRange(kept);
    }
}
