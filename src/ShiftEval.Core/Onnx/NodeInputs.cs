using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx;

/// <summary>Everything a node reads, also what its subgraphs take from outside.</summary>
internal static class NodeInputs
{
    /// <summary>Names of the values read; subgraph-local names may be among them, which no outer value has.</summary>
    public static IEnumerable<string> Of(NodeProto node) =>
        node.Input.Concat(node.Attribute.SelectMany(NodeAttributes.Graphs).SelectMany(graph => graph.Node.SelectMany(Of).Concat(graph.Output.Select(output => output.Name))))
            .Where(name => name.Length > 0);
}
