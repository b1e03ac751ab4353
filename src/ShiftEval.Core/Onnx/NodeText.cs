using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx;

/// <summary>How messages name a node.</summary>
internal static class NodeText
{
    /// <summary>The node's name, or its first output where it has none.</summary>
    public static string Name(NodeProto node) =>
        node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault(output => output.Length > 0) ?? "(unnamed)";

    /// <summary>Name and operator in one phrase: <c>node bn1 (BatchNormalization)</c>.</summary>
    public static string Phrase(NodeProto node) => $"node {Name(node)} ({node.OpType})";

    /// <summary>Where a problem with the node is: file, scope where it is not the main graph, and node.</summary>
    public static string Where(string model, GraphScope scope, NodeProto node) =>
        scope.Path.Length == 0 ? $"{model}, node {Name(node)}" : $"{model}, {scope.Path}, node {Name(node)}";
}
