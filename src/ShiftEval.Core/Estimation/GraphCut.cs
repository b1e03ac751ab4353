using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Estimation;

/// <summary>Given a graph and values in it: the graph cut down to what computes these values, which become its outputs.</summary>
internal static class GraphCut
{
    /// <summary>Cuts <paramref name="graph"/> in place.</summary>
    /// <param name="graph">A graph that nobody else uses.</param>
    /// <param name="outputs">Names of values computed in it.</param>
    public static void To(GraphProto graph, IReadOnlyList<ValueInfoProto> outputs)
    {
        HashSet<string> needed = new(outputs.Select(output => output.Name), StringComparer.Ordinal);
        List<NodeProto> kept = [];
        for (int i = graph.Node.Count - 1; i >= 0; i--)
        {
            NodeProto node = graph.Node[i];
            if (node.Output.Any(needed.Contains))
            {
                needed.UnionWith(NodeInputs.Of(node));
                kept.Add(node);
            }
        }

        kept.Reverse();
        graph.Node.Clear();
        graph.Node.AddRange(kept);
        graph.Output.Clear();
        graph.Output.AddRange(outputs);
        Keep(graph.Initializer, tensor => needed.Contains(tensor.Name));

        // A stated shape or annotation of a value that is gone, or of one whose computation changed, would only mislead the runtime.
        graph.ValueInfo.Clear();
        graph.QuantizationAnnotation.Clear();
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
