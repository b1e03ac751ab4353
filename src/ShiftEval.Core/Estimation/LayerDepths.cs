using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Statistics;

namespace ShiftEval.Estimation;

/// <summary>Sorts BatchNorm layers by how many others lie before them on the longest way from the input.</summary>
/// <remarks>Layers of one depth do not depend on each other, so one pass can measure them all.</remarks>
internal static class LayerDepths
{
    /// <summary>The layers in groups of equal depth, shallowest first; within a group in node order.</summary>
    public static IReadOnlyList<IReadOnlyList<BatchNormLayer>> Group(OnnxModel model, IReadOnlyList<BatchNormLayer> layers)
    {
        Dictionary<string, int> depthOfValue = new(StringComparer.Ordinal);
        Dictionary<NodeProto, int> depthOfLayer = new(ReferenceEqualityComparer.Instance);
        HashSet<NodeProto> own = new(layers.Select(layer => layer.Proto), ReferenceEqualityComparer.Instance);
        foreach (NodeProto node in model.Proto.Graph.Node)
        {
            int depth = NodeInputs.Of(node).Select(name => depthOfValue.GetValueOrDefault(name)).DefaultIfEmpty().Max();
            if (own.Contains(node))
            {
                depthOfLayer[node] = depth++;
            }

            foreach (string output in node.Output)
            {
                depthOfValue[output] = depth;
            }
        }

        return [.. layers.GroupBy(layer => depthOfLayer[layer.Proto]).OrderBy(group => group.Key).Select(group => (IReadOnlyList<BatchNormLayer>)[.. group])];
    }
}
