using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx.Rewrites;

/// <summary>Given nodes that end in places for outputs left empty: the same nodes without these places.</summary>
/// <remarks>
/// The places mean nothing, but ONNX Runtime counts them: a BatchNormalization of opset 9 with five crashes it, one of opset 15 with
/// three is refused. Leaves its input alone. Visits the main graph, subgraphs and functions.
/// </remarks>
internal static class EmptyOutputs
{
    /// <summary>Drops them in a copy.</summary>
    /// <returns>The new model, or the model itself where there are none, and the names of the nodes that had some.</returns>
    public static (OnnxModel Model, IReadOnlyList<string> Nodes) Drop(OnnxModel model)
    {
        if (!Nodes(model).Any(node => node.Output.Count > 1 && node.Output[^1].Length == 0))
        {
            return (model, []);
        }

        OnnxModel copy = model.Clone();
        return (copy, [.. Nodes(copy).Where(OptionalOutputs.DropTrailing).Select(NodeText.Name)]);
    }

    private static IEnumerable<NodeProto> Nodes(OnnxModel model) => GraphScope.All(model.Proto).SelectMany(scope => scope.Nodes);
}
