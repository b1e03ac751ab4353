using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Statistics.Bundling;

/// <summary>
/// Given a model and the statistics of several domains: one model with a required input <c>domain</c>, int64 [N], that normalises every
/// sample with the statistics that its number chooses: 0 the stored ones, 1 and up those given, in their order.
/// </summary>
/// <remarks>
/// Requires rewritable layers whose input counts the samples along its first axis; that is not looked at here. Leaves its input alone. Ensures that the new model needs plain
/// operators only, that a number out of range fails when it runs (on CPU: ONNX Runtime's CUDA kernels do not look), and that layers
/// whose statistics are the same for every choice stay as they are. Calls of functions that hold layers are written out in the main
/// graph; operator sets before 7 are brought there. Visits the main graph, subgraphs and functions.
/// </remarks>
public static class BundleWriter
{
    private static readonly StatisticsFit Fit = new("the statistics", "the new", "the layer");

    /// <summary>Names what keeps a model from being bundled, before any statistics are known.</summary>
    /// <exception cref="InputException">It cannot be.</exception>
    public static void Check(OnnxModel model) => _ = BundleCopy.Of(model);

    /// <summary>Writes a bundle.</summary>
    /// <param name="model">Left as it is.</param>
    /// <param name="images">The input whose first axis counts the samples.</param>
    /// <param name="entries">The choices 1 and up; at least one, under different names.</param>
    /// <returns>The bundle and every field in which it differs from the model.</returns>
    /// <exception cref="InputException">
    /// The model cannot be bundled, statistics do not fit or are too large for the file's element types, or all are the stored ones.
    /// </exception>
    public static (OnnxModel Model, IReadOnlyList<StatisticsChange> Changes) Write(OnnxModel model, string images, IReadOnlyList<BundleEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentOutOfRangeException.ThrowIfZero(entries.Count);
        BundleCopy copy = BundleCopy.Of(model);
        CheckFit(model, copy.Layers, entries);
        (SwitchableLayer Layer, LayerStatistics[] Choices)[] switched =
        [
            .. copy.Layers
                .Select(layer => (layer, Choices: (LayerStatistics[])[layer.Layer.Stored!, .. entries.Select(entry => entry.Statistics[layer.Layer.Name])]))
                .Where(pair => pair.Choices.Skip(1).Any(choice => !Same(choice, pair.Choices[0]))),
        ];
        if (switched.Length == 0)
        {
            throw new InputException(model.Name, $"the statistics of {string.Join(", ", entries.Select(entry => entry.Name))} are all the stored ones, so there is nothing to choose from", "Use the model as it is");
        }

        ModelProto proto = copy.Model.Proto;
        GraphEditor editor = new(proto);
        ValueRanks ranks = new(proto);
        ProblemList problems = new();
        (string rows, IReadOnlyList<StatisticsChange> input) = DomainInput.Add(proto.Graph, editor, images, entries.Count + 1);
        NormRewrite rewrite = new(copy.Model, editor, rows, ranks, problems);
        Dictionary<NodeProto, IReadOnlyList<NodeProto>> replacements = new(ReferenceEqualityComparer.Instance);
        foreach ((SwitchableLayer layer, LayerStatistics[] choices) in switched)
        {
            replacements.Add(layer.Node, rewrite.Of(layer, choices));
        }

        problems.ThrowIfAny();
        Replace(proto, replacements);
        IReadOnlyList<StatisticsChange> unused = UnusedValues.Remove(proto, replacements.Keys.SelectMany(node => node.Input.Skip(BatchNormSlot.Scale)));
        BundleMetadata.Set(proto, [BundleMetadata.Stored, .. entries.Select(entry => entry.Name)]);
        return (copy.Model,
        [
            .. copy.Changes,
            .. input,
            .. rewrite.Changes,
            .. unused,
            new StatisticsChange("metadata", BundleMetadata.Key, $"what the numbers of the input {BundleMetadata.InputName} mean"),
        ]);
    }

    private static void Replace(ModelProto proto, Dictionary<NodeProto, IReadOnlyList<NodeProto>> replacements)
    {
        foreach (GraphScope scope in GraphScope.All(proto).Where(scope => scope.Nodes.Any(replacements.ContainsKey)))
        {
            NodeProto[] nodes = [.. scope.Nodes.SelectMany(node => replacements.TryGetValue(node, out IReadOnlyList<NodeProto>? others) ? others : [node])];
            scope.Nodes.Clear();
            scope.Nodes.AddRange(nodes);
        }
    }

    private static void CheckFit(OnnxModel model, IReadOnlyList<SwitchableLayer> layers, IReadOnlyList<BundleEntry> entries)
    {
        ProblemList problems = new();
        foreach (BundleEntry entry in entries)
        {
            foreach (SwitchableLayer layer in layers)
            {
                Fit.Check($"{model.Name}, node {layer.Layer.Node}, {entry.Name}", layer.Layer.Name, layer.Layer.Channels, entry.Statistics, problems);
            }
        }

        foreach (IGrouping<string, string> name in entries.Select(entry => entry.Name).Prepend(BundleMetadata.Stored).GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            problems.Add(model.Name, $"two choices of the bundle would be called {name.Key}", name.Key == BundleMetadata.Stored ? "Give the domain another name: this one is that of the file's own statistics" : "Name each domain once");
        }

        problems.ThrowIfAny();
    }

    private static bool Same(LayerStatistics one, LayerStatistics other) =>
        one.Mean.AsSpan().SequenceEqual(other.Mean) && one.Variance.AsSpan().SequenceEqual(other.Variance);
}
