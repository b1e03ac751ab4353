using System.Globalization;
using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Onnx.Rewrites;
using ShiftEval.Onnx.Walking;
using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Statistics.Bundling;

/// <summary>
/// Given a model: a copy in which every layer is a plain BatchNormalization of its own, in the main graph or in a subgraph, where it sees
/// the inputs of the main graph.
/// </summary>
/// <remarks>Visits the main graph, subgraphs and functions.</remarks>
internal sealed class BundleCopy
{
    private readonly List<StatisticsChange> changes = [];

    private BundleCopy(OnnxModel model, IReadOnlyList<SwitchableLayer> layers)
    {
        Model = model;
        Layers = layers;
    }

    /// <summary>The copy, to be changed.</summary>
    public OnnxModel Model { get; }

    /// <summary>Its layers in the order in which a run meets them.</summary>
    public IReadOnlyList<SwitchableLayer> Layers { get; }

    /// <summary>In what the copy differs from the model.</summary>
    public IReadOnlyList<StatisticsChange> Changes => changes;

    /// <summary>Makes the copy.</summary>
    /// <param name="model">Left as it is.</param>
    /// <exception cref="InputException">The model cannot be bundled; every layer that stands in the way is named.</exception>
    public static BundleCopy Of(OnnxModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        BundleMetadata.Refuse(model);
        (OnnxModel runnable, IReadOnlyList<OperatorChange> upgraded) = OpsetUpgrade.Apply(model);
        OnnxModel copy = ReferenceEquals(runnable, model) ? model.Clone() : runnable;
        IReadOnlyList<BatchNormLayer> layers = BatchNormLayers.FindRewritable(copy);
        ProblemList problems = new();
        RefuseTakenName(copy, problems);
        IReadOnlyList<ComputeType> types = ComputeType.Of(copy, layers, (layer, slot) => Type(copy, layer, slot), problems);
        NodeProto[] nodes = [.. layers.Select(layer => layer.Proto)];
        List<StatisticsChange> inlined = [];
        OnnxModel flat = layers.Any(layer => layer.Placed.Frame.IsInFunction) ? Inline(copy, nodes, inlined) : copy;
        SwitchableLayer[] switchable = [.. layers.Select((layer, i) => Read(copy, layer, nodes[i], types[i], problems))];
        problems.ThrowIfAny();
        IReadOnlyList<StatisticsChange> flattened = Spatial(flat.Proto);
        BundleCopy bundle = new(flat, switchable);
        if (copy.OpsetVersion != model.OpsetVersion)
        {
            bundle.changes.Add(new StatisticsChange("opset", "", string.Create(CultureInfo.InvariantCulture, $"{copy.OpsetVersion} instead of {model.OpsetVersion}")));
        }

        bundle.changes.AddRange(upgraded.Select(change => new StatisticsChange("node-operator", change.Node, change.What)));
        bundle.changes.AddRange(inlined);
        bundle.changes.AddRange(flattened);
        return bundle;
    }

    private static IReadOnlyList<StatisticsChange> Spatial(ModelProto proto)
    {
        HashSet<string> before = [.. proto.Graph.Initializer.Select(tensor => tensor.Name)];
        SpatialBatchNorm.Rewrite(proto, new GraphEditor(proto));
        return [.. proto.Graph.Initializer
            .Where(tensor => !before.Contains(tensor.Name))
            .Select(tensor => new StatisticsChange("added-initializer", tensor.Name, "a shape that lays out the positions of a layer with spatial=0, between a Reshape and one back"))];
    }

    private static void RefuseTakenName(OnnxModel model, ProblemList problems)
    {
        if (new GraphEditor(model.Proto).Has(BundleMetadata.InputName))
        {
            problems.Add(model.Name, $"has a value called {BundleMetadata.InputName}, which is the name of a bundle's own input", "Export the model with another name for it, or write one file a domain");
        }
    }

    // A function cannot see the main graph's inputs.
    private static OnnxModel Inline(OnnxModel model, NodeProto[] nodes, List<StatisticsChange> changes)
    {
        changes.AddRange(model.Proto.Functions.Select(function => new StatisticsChange("removed-function", $"{function.Domain}.{function.Name}", "its calls are written out in the main graph")));
        changes.AddRange(GraphWalk.Of(model)
            .Where(placed => GraphWalk.Inside(placed.Proto, placed.Frame) is [{ Kind: FrameKind.TakenBranch }])
            .Select(placed => new StatisticsChange("node-operator", NodeText.Name(placed.Proto), "the branch that it always takes stands in its place")));
        int met = 0;
        return Flattening.Apply(model, (placed, copied) =>
        {
            if (BatchNormLayers.IsBatchNorm(placed.Proto))
            {
                nodes[met++] = copied;
            }
        });
    }

    private static SwitchableLayer Read(OnnxModel model, BatchNormLayer layer, NodeProto node, ComputeType type, ProblemList problems)
    {
        string where = NodeText.Where(model.Name, layer.Placed.Frame.Values.Scope, layer.Proto);
        if (layer.Proto.Output.Skip(1).Any(output => output.Length > 0))
        {
            problems.Add(where, "has outputs besides the normalised values", "Run shifteval fix on the file first");
        }

        ConstantResolver constants = new(layer.Placed.Frame, model.Folder);
        return new SwitchableLayer(
            layer,
            node,
            constants.Resolve(layer.Proto.Input[BatchNormSlot.Mean])!.Tensor,
            constants.Resolve(layer.Proto.Input[BatchNormSlot.Variance])!.Tensor,
            Values(BatchNormSlot.Scale, "scales"),
            Values(BatchNormSlot.Bias, "biases"),
            type);

        double[]? Values(int slot, string what)
        {
            if (constants.Resolve(layer.Proto.Input[slot]) is not { } constant || problems.Try(() => TensorData.ReadDoubles(constant.Tensor, model.Folder, model.Name)) is not { } values)
            {
                return null;
            }

            if (values.Length != layer.Channels)
            {
                problems.Add(where, $"has {values.Length} {what} and {layer.Channels} means", "Export the model again");
            }

            return values;
        }
    }

    private static DataType? Type(OnnxModel model, BatchNormLayer layer, int slot) =>
        new ConstantResolver(layer.Placed.Frame, model.Folder).Resolve(layer.Proto.Input[slot]) is { } constant ? (DataType)constant.Tensor.DataType : null;
}
