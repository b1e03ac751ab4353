using System.Globalization;
using Google.Protobuf;
using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Onnx.Rewrites;
using ShiftEval.Onnx.Walking;
using ShiftEval.Statistics;

namespace ShiftEval.Estimation.Measurable;

/// <summary>
/// Given a model as anyone exports it: a copy for measurements, in which every BatchNorm stands in the main graph (or in a branch that
/// is taken or not as the data decide), computes in float32, and reads mean and variance from initializers of its own.
/// </summary>
/// <remarks>The copy is never written to a file. Visits the main graph, subgraphs and functions.</remarks>
internal sealed class MeasurableModel
{
    private MeasurableModel(OnnxModel model, IReadOnlyList<MeasurableLayer> layers)
    {
        Model = model;
        Layers = layers;
    }

    /// <summary>The copy, with the statistics that the model holds. Whoever changes it clones it first.</summary>
    public OnnxModel Model { get; }

    /// <summary>The layers in the order in which a run meets them.</summary>
    public IReadOnlyList<MeasurableLayer> Layers { get; }

    /// <summary>Whether every layer runs on every batch: none stands in a branch that the data decide on.</summary>
    public bool RunsEveryLayer
    {
        get
        {
            HashSet<string> means = [.. Model.Proto.Graph.Node.Where(BatchNormLayers.IsBatchNorm).Select(node => node.Input[BatchNormSlot.Mean])];
            return Layers.All(layer => means.Contains(layer.Mean));
        }
    }

    /// <summary>Makes the copy.</summary>
    /// <param name="model">Left as it is.</param>
    /// <param name="input">The input that will be fed.</param>
    /// <exception cref="InputException">A layer cannot be rewritten, a node is in training mode, or a layer depends on an input that is not fed.</exception>
    public static MeasurableModel Of(OnnxModel model, string input)
    {
        OnnxModel runnable = OpsetUpgrade.Apply(model).Model;
        IReadOnlyList<BatchNormLayer> found = BatchNormLayers.FindRewritable(runnable);

        // Behind a Dropout that draws anew, no statistics are those of the images.
        ProblemList training = new();
        InferenceMode.Refuse(runnable, training);
        training.ThrowIfAny();
        List<(NodeProto Node, BatchNormLayer Layer)> copies = [];
        OnnxModel flat = Flattening.Apply(runnable, (placed, copy) =>
        {
            if (BatchNormLayers.IsBatchNorm(placed.Proto))
            {
                copies.Add((copy, found[copies.Count]));
            }
        });
        GraphEditor editor = new(flat.Proto);
        MeasurableLayer[] layers = [.. copies.Select((copy, i) => Own(flat, editor, copy.Node, copy.Layer, i))];
        SpatialBatchNorm.Rewrite(flat.Proto, editor);
        OnnxModel single = Float32Copy.Of(flat);
        RefuseOtherInputs(single, layers, input);
        return new MeasurableModel(single, layers);
    }

    /// <summary>The same layers in another copy, whose batch is free.</summary>
    /// <param name="context">What is fed and how; its batch is fixed.</param>
    /// <param name="remedy">What to do where the batch cannot be freed.</param>
    /// <exception cref="InputException">The batch cannot be freed.</exception>
    public MeasurableModel FreeBatch(EstimationContext context, string remedy)
    {
        IReadOnlyDictionary<string, long[]> shapes = ShapeProbe.Run(context, Model);
        (OnnxModel? free, string? obstacle) = Onnx.Rewrites.FreeBatch.Apply(Model, context.Input.Name, shapes);
        return free is not null
            ? new MeasurableModel(free, Layers)
            : throw new InputException(
                Model.Name,
                string.Create(CultureInfo.InvariantCulture, $"fixes its batch at {context.Input.Batch}, and it cannot be freed for mini-batches: {obstacle}"),
                remedy);
    }

    /// <summary>A copy that normalises with the given statistics.</summary>
    public OnnxModel With(IReadOnlyDictionary<string, LayerStatistics> statistics)
    {
        OnnxModel copy = Model.Clone();
        Dictionary<string, double[]> values = new(StringComparer.Ordinal);
        foreach (MeasurableLayer layer in Layers)
        {
            values.Add(layer.Mean, statistics[layer.Name].Mean);
            values.Add(layer.Variance, statistics[layer.Name].Variance);
        }

        foreach (TensorProto tensor in copy.Proto.Graph.Initializer)
        {
            if (values.TryGetValue(tensor.Name, out double[]? own))
            {
                tensor.RawData = Raw(own);
            }
        }

        return copy;
    }

    private static MeasurableLayer Own(OnnxModel flat, GraphEditor editor, NodeProto node, BatchNormLayer layer, int number)
    {
        string suffix = number.ToString(CultureInfo.InvariantCulture);
        MeasurableLayer own = new(layer, Add($"shifteval.mean.{suffix}", layer.Stored!.Mean), Add($"shifteval.variance.{suffix}", layer.Stored.Variance));
        node.Input[BatchNormSlot.Mean] = own.Mean;
        node.Input[BatchNormSlot.Variance] = own.Variance;
        return own;

        string Add(string name, double[] values) => editor.AddInitializer(
            flat.Proto.Graph,
            new TensorProto { Name = name, DataType = (int)OnnxElementType.Float32, Dims = { values.Length }, RawData = Raw(values) });
    }

    private static void RefuseOtherInputs(OnnxModel model, IReadOnlyList<MeasurableLayer> layers, string input)
    {
        HashSet<string> needed = GraphCut.Needed(model.Proto.Graph, Carriers(model.Proto.Graph, layers));
        string[] others = [.. model.Inputs.Select(value => value.Name).Where(name => name != input && needed.Contains(name))];
        if (others.Length > 0)
        {
            throw new InputException(
                model.Name,
                $"its BatchNorm layers depend on {string.Join(", ", others)} besides {input}, and only images can be fed",
                "Export the model with the other inputs fixed as constants");
        }
    }

    // The outputs of the main graph's nodes that are the layers, or that hold them.
    private static IEnumerable<string> Carriers(GraphProto graph, IReadOnlyList<MeasurableLayer> layers)
    {
        HashSet<string> means = [.. layers.Select(layer => layer.Mean)];
        return graph.Node.Where(node => NodeInputs.Of(node).Any(means.Contains)).SelectMany(node => node.Output);
    }

    private static ByteString Raw(double[] values) =>
        ByteString.CopyFrom(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(Array.ConvertAll(values, value => (float)value)));
}
