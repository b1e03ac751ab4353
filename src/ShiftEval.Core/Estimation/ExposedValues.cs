using ShiftEval.Estimation.Measurable;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Estimation;

/// <summary>Given a measurable copy: a graph cut down to chosen values, which become its outputs.</summary>
/// <remarks>
/// A value inside a branch that the data decide on leaves its If as one more output; the other branch gives an empty tensor there, by
/// which a batch that did not run the layer is known. Visits the main graph and the branches.
/// </remarks>
internal sealed class ExposedValues
{
    private readonly OnnxModel model;
    private readonly GraphEditor editor;

    private ExposedValues(OnnxModel source)
    {
        model = source.Clone();
        editor = new GraphEditor(model.Proto);
    }

    /// <summary>The cut graph whose outputs are what the layers normalise, in the order of the layers.</summary>
    /// <param name="source">A measurable copy, left as it is.</param>
    /// <param name="layers">Layers of that copy.</param>
    public static (OnnxModel Model, IReadOnlyList<string> Outputs) OfLayers(OnnxModel source, IReadOnlyList<MeasurableLayer> layers)
    {
        ExposedValues exposed = new(source);
        Dictionary<string, string> known = new(StringComparer.Ordinal);
        return exposed.Cut([.. layers.Select(layer => exposed.Expose(exposed.model.Proto.Graph, layer, known)!)]);
    }

    private (OnnxModel Model, IReadOnlyList<string> Outputs) Cut(IReadOnlyList<string> outputs)
    {
        GraphCut.To(model.Proto.Graph, [.. outputs.Distinct(StringComparer.Ordinal).Select(name => GraphCut.Output(name, OnnxElementType.Float32))]);
        return (model, outputs);
    }

    private string? Expose(GraphProto graph, MeasurableLayer layer, Dictionary<string, string> known)
    {
        if (graph.Node.FirstOrDefault(layer.Is) is { } own)
        {
            string x = own.Input[Statistics.BatchNormSlot.X];
            if (!known.TryGetValue(x, out string? output))
            {
                known.Add(x, output = Copy(graph, x));
            }

            return output;
        }

        foreach (NodeProto node in graph.Node)
        {
            GraphProto[] branches = [.. node.Attribute.Where(attribute => attribute.G is not null).Select(attribute => attribute.G)];
            foreach (GraphProto branch in branches)
            {
                if (Expose(branch, layer, new Dictionary<string, string>(StringComparer.Ordinal)) is { } inner)
                {
                    branch.Output.Add(GraphCut.Output(inner, OnnxElementType.Float32));
                    foreach (GraphProto other in branches.Where(other => !ReferenceEquals(other, branch)))
                    {
                        other.Output.Add(GraphCut.Output(Nothing(other), OnnxElementType.Float32));
                    }

                    node.Output.Add(editor.FreshName("shifteval.measured"));
                    return node.Output[^1];
                }
            }
        }

        return null;
    }

    // Identity gives every measured value a name of its own, the graph's input among them.
    private string Copy(GraphProto graph, string value)
    {
        string output = editor.FreshName("shifteval.measured");
        graph.Node.Add(new NodeProto { OpType = "Identity", Name = output, Input = { value }, Output = { output } });
        return output;
    }

    private string Nothing(GraphProto graph)
    {
        string output = editor.FreshName("shifteval.nothing");
        graph.Node.Add(GraphEditor.Constant(output, new TensorProto { DataType = (int)OnnxElementType.Float32, Dims = { 0 } }));
        return output;
    }
}
