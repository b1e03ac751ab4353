using ShiftEval.Estimation.Measurable;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Estimation;

/// <summary>Sorts BatchNorm layers by how many others lie before them on the longest way from the input.</summary>
/// <remarks>Layers of one depth do not depend on each other, so one pass can measure them all.</remarks>
internal sealed class LayerDepths
{
    private readonly Dictionary<string, int> depthOfValue = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> depthOfLayer = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MeasurableLayer> byMean;

    private LayerDepths(MeasurableModel model)
    {
        byMean = model.Layers.ToDictionary(layer => layer.Mean, StringComparer.Ordinal);
        Visit(model.Model.Proto.Graph);
    }

    /// <summary>The layers in groups of equal depth, shallowest first; within a group in the order of the model.</summary>
    public static IReadOnlyList<IReadOnlyList<MeasurableLayer>> Group(MeasurableModel model)
    {
        LayerDepths depths = new(model);
        return [.. model.Layers.GroupBy(layer => depths.depthOfLayer[layer.Name]).OrderBy(group => group.Key).Select(group => (IReadOnlyList<MeasurableLayer>)[.. group])];
    }

    private void Visit(GraphProto graph)
    {
        foreach (NodeProto node in graph.Node)
        {
            int depth = Deepest(NodeInputs.Of(node));
            if (node.Input.Count > Statistics.BatchNormSlot.Mean && byMean.TryGetValue(node.Input[Statistics.BatchNormSlot.Mean], out MeasurableLayer? layer))
            {
                depthOfLayer[layer.Name] = depth++;
            }

            foreach (GraphProto inner in node.Attribute.Where(attribute => attribute.G is not null).Select(attribute => attribute.G))
            {
                Visit(inner);
                depth = Math.Max(depth, Deepest(inner.Output.Select(output => output.Name)));
            }

            foreach (string output in node.Output)
            {
                depthOfValue[output] = depth;
            }
        }
    }

    private int Deepest(IEnumerable<string> names) => names.Select(name => depthOfValue.GetValueOrDefault(name)).DefaultIfEmpty().Max();
}
