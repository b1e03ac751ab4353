using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Statistics;

/// <summary>Given a model and statistics: the model that normalises with them.</summary>
/// <remarks>
/// Requires rewritable layers. Leaves its input alone. Ensures that apart from mean and variance tensors, initializers, constants and
/// copies of functions added to un-share or materialise them, and the node inputs and calls that name those, every field is as it was;
/// statistics the model already holds change nothing at all. Visits the main graph, subgraphs and model-local functions.
/// </remarks>
public static class StatisticsWriter
{
    private static readonly StatisticsFit Fit = new("the statistics", "the new", "the layer");

    /// <summary>Writes statistics into a copy of the model.</summary>
    /// <param name="model">Left as it is.</param>
    /// <param name="statistics">For every BatchNorm layer, by name, channels as the layer has.</param>
    /// <returns>The new model and what changed; no changes where the model held these statistics already.</returns>
    /// <exception cref="InputException">A layer cannot be rewritten, is missing, has other channels, or its values are negative variances, not finite, or too large for the file's element type.</exception>
    public static (OnnxModel Model, IReadOnlyList<StatisticsChange> Changes) Write(OnnxModel model, ModelStatistics statistics)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(statistics);
        OnnxModel written = model.Clone();
        List<StatisticsChange> changes = [];
        IReadOnlyList<BatchNormLayer> layers = BatchNormLayers.FindRewritable(written);
        Check(model, layers, statistics);
        IReadOnlyList<ConstantSlot> slots = Slots(written, layers, statistics);
        FunctionProto[] disagreeing = [.. Disagreeing(written, slots)];
        if (disagreeing.Length > 0)
        {
            changes.AddRange(FunctionCopies.Make(written.Proto, disagreeing));
            slots = Slots(written, BatchNormLayers.FindRewritable(written), statistics);
        }

        ConstantWriter writer = new(written, "Export the model with float32 statistics");
        writer.Write(slots);
        writer.ThrowIfOverflowed();
        changes.AddRange(writer.Changes);
        return (written, changes);
    }

    private static List<ConstantSlot> Slots(OnnxModel model, IReadOnlyList<BatchNormLayer> layers, ModelStatistics statistics)
    {
        List<ConstantSlot> slots = [];
        foreach (BatchNormLayer layer in layers)
        {
            ConstantResolver constants = new(layer.Placed.Frame, model.Folder);
            slots.Add(Slot(BatchNormSlot.Mean, "mean", statistics[layer.Name].Mean));
            slots.Add(Slot(BatchNormSlot.Variance, "var", statistics[layer.Name].Variance));

            ConstantSlot Slot(int position, string what, double[] values) =>
                new(ParameterSite.Of(layer.Placed, position), layer.Node, layer.Name, $"running_{what}", constants.Resolve(layer.Proto.Input[position])!, () => values)
                {
                    OtherName = $"{layer.Name}_{what}",
                };
        }

        return slots;
    }

    // A place in a function's body is one for all calls of the function.
    private static HashSet<FunctionProto> Disagreeing(OnnxModel model, IReadOnlyList<ConstantSlot> slots)
    {
        HashSet<FunctionProto> functions = new(ReferenceEqualityComparer.Instance);
        foreach (ConstantSlot[] place in slots.Where(slot => slot.Site.Frame.IsInFunction).GroupBy(slot => slot.Site.Key).Select(group => group.ToArray()))
        {
            if (place.Any(slot => !slot.Values().AsSpan().SequenceEqual(place[0].Values())) && place.Any(Changes))
            {
                functions.UnionWith(place.SelectMany(slot => slot.Functions));
            }
        }

        return functions;

        bool Changes(ConstantSlot slot) => TensorData.WriteDoubles(slot.Source.Tensor.Clone(), slot.Values(), model.Folder, model.Name).Changed;
    }

    private static void Check(OnnxModel model, IReadOnlyList<BatchNormLayer> layers, ModelStatistics statistics)
    {
        ProblemList problems = new();
        foreach (BatchNormLayer layer in layers)
        {
            Fit.Check($"{model.Name}, node {layer.Node}", layer.Name, layer.Channels, statistics, problems);
        }

        problems.ThrowIfAny();
    }
}
