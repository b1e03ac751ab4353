using ShiftEval.Estimation.Measurable;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Statistics;

namespace ShiftEval.Estimation;

/// <summary>
/// Given a model: a graph whose every BatchNorm normalises with the moments of the batch it is given, and whose outputs are these moments.
/// </summary>
/// <remarks>
/// Plain operators, the same on CPU and GPU and for every opset, and for any rank: X is seen as [N, C, L]. The moments are
/// centred in two steps: p = mean(X), d = X−p, r = mean(d), q = mean(d²); mean = p+r, variance = q−r². The residual r takes
/// back what float32 lost in p, and r² is tiny beside q, so nothing cancels. Means run over L in the graph, and r and q leave it
/// per sample, to be summed in double: float32 sums stay short however many samples there are.
/// <c>training_mode=1</c> is not used: its running outputs alias inputs where the runtime merges equal initializers, and CUDA refuses it.
/// </remarks>
internal sealed class MeasuringGraph
{
    private readonly OnnxModel model;
    private readonly GraphProto graph;
    private readonly GraphEditor editor;
    private readonly bool axesAsInput;
    private readonly List<NodeProto> rewritten = [];
    private readonly Dictionary<int, string> axes = [];
    private readonly string flat;
    private readonly string channelwise;

    private MeasuringGraph(MeasurableModel source)
    {
        model = source.Model.Clone();
        graph = model.Proto.Graph;
        editor = new GraphEditor(model.Proto);
        axesAsInput = model.OpsetVersion >= 18;
        flat = Constant("flat", 0, 0, -1);
        channelwise = Constant("channelwise", 1, -1, 1);
    }

    /// <summary>The rewritten model and its outputs, layer by layer in node order.</summary>
    /// <param name="source">A copy whose every layer runs on every batch.</param>
    public static (OnnxModel Model, IReadOnlyList<MeasuredLayer> Layers) Build(MeasurableModel source)
    {
        MeasuringGraph measuring = new(source);
        Dictionary<string, MeasurableLayer> layers = source.Layers.ToDictionary(layer => layer.Mean, StringComparer.Ordinal);
        List<MeasuredLayer> measured = [];
        foreach (NodeProto node in measuring.graph.Node)
        {
            if (BatchNormLayers.IsBatchNorm(node) && layers.TryGetValue(node.Input[BatchNormSlot.Mean], out MeasurableLayer? layer))
            {
                measured.Add(measuring.Measure(layer.Name, node));
            }

            measuring.rewritten.Add(node);
        }

        measuring.graph.Node.Clear();
        measuring.graph.Node.AddRange(measuring.rewritten);
        GraphCut.To(measuring.graph, [.. measured.SelectMany(Outputs)]);
        return (measuring.model, measured);
    }

    private static IEnumerable<ValueInfoProto> Outputs(MeasuredLayer layer)
    {
        foreach (string name in new[] { layer.Pivot, layer.Residuals, layer.Squares })
        {
            yield return GraphCut.Output(name, OnnxElementType.Float32);
        }

        yield return GraphCut.Output(layer.Shape, OnnxElementType.Int64);
    }

    private MeasuredLayer Measure(string layer, NodeProto node)
    {
        string input = node.Input[BatchNormSlot.X];
        string x = Add("Reshape", "x", input, flat);
        string pivot = OverSamples(OverPositions(x, "pivot"), "pivot");
        string centred = Add("Sub", "centred", x, Add("Reshape", "pivot3", pivot, channelwise));
        string residuals = OverPositions(centred, "residuals");
        string squares = OverPositions(Add("Mul", "squared", centred, centred), "squares");
        string residual = OverSamples(residuals, "residual");
        string square = OverSamples(squares, "square");
        node.Input[BatchNormSlot.Mean] = Add("Add", "mean", pivot, residual);
        node.Input[BatchNormSlot.Variance] = Add("Sub", "variance", square, Add("Mul", "residual2", residual, residual));
        return new MeasuredLayer(layer, pivot, residuals, squares, Add("Shape", "shape", input));

        string OverPositions(string value, string name) => Reduce(value, 2, name);
        string OverSamples(string value, string name) => Reduce(value, 0, name);
    }

    private string Reduce(string value, int axis, string name)
    {
        NodeProto node = new() { OpType = "ReduceMean" };
        node.Attribute.Add(new AttributeProto { Name = "keepdims", Type = AttributeProto.Types.AttributeType.Int, I = 0 });
        if (axesAsInput)
        {
            if (!axes.TryGetValue(axis, out string? constant))
            {
                axes[axis] = constant = Constant("axis", axis);
            }

            return Add(node, name, value, constant);
        }

        node.Attribute.Add(new AttributeProto { Name = "axes", Type = AttributeProto.Types.AttributeType.Ints, Ints = { axis } });
        return Add(node, name, value);
    }

    private string Add(string operation, string name, params string[] inputs) => Add(new NodeProto { OpType = operation }, name, inputs);

    private string Add(NodeProto node, string name, params string[] inputs)
    {
        string output = editor.FreshName($"shifteval.{name}");
        node.Name = output;
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        rewritten.Add(node);
        return output;
    }

    private string Constant(string name, params long[] values) => editor.AddInitializer(graph, TensorData.Vector($"shifteval.{name}", values));
}
