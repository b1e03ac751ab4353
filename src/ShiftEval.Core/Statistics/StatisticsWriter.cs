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
        IReadOnlyList<ParameterSlot> slots = ParameterSlot.Of(written, layers, statistics);
        FunctionProto[] disagreeing = [.. Disagreeing(slots)];
        if (disagreeing.Length > 0)
        {
            changes.AddRange(FunctionCopies.Make(written.Proto, disagreeing));
            slots = ParameterSlot.Of(written, BatchNormLayers.FindRewritable(written), statistics);
        }

        ProblemList problems = new();
        GraphEditor editor = new(written.Proto);
        foreach (ParameterSlot[] shared in slots.GroupBy(slot => slot.Home).Select(group => group.ToArray()))
        {
            Write(written, shared, editor, changes, problems);
        }

        problems.ThrowIfAny();
        return (written, changes);
    }

    // A place in a function's body is one for all calls of the function.
    private static IEnumerable<FunctionProto> Disagreeing(IReadOnlyList<ParameterSlot> slots)
    {
        HashSet<FunctionProto> functions = new(ReferenceEqualityComparer.Instance);
        foreach (ParameterSlot[] place in slots.Where(slot => slot.Site.Frame.IsInFunction).GroupBy(slot => slot.Site.Key).Select(group => group.ToArray()))
        {
            if (place.Any(slot => !slot.Values.AsSpan().SequenceEqual(place[0].Values)))
            {
                functions.UnionWith(place.SelectMany(slot => slot.Functions));
            }
        }

        return functions;
    }

    private static void Write(OnnxModel model, IReadOnlyList<ParameterSlot> slots, GraphEditor editor, List<StatisticsChange> changes, ProblemList problems)
    {
        TensorProto tensor = slots[0].Source.Tensor;
        ParameterSlot[] places = [.. slots.DistinctBy(slot => slot.Site.Key)];
        bool direct = places.All(slot => slot.IsWritable && slot.Site.Name == slot.Source.Name);
        bool alone = direct && slots[0].HomeUses == places.Length;
        bool agree = slots.All(slot => slot.Values.AsSpan().SequenceEqual(slots[0].Values));
        if (alone && agree)
        {
            if (Store(model, tensor, slots[0], problems))
            {
                changes.Add(new StatisticsChange("values", slots[0].Source.Name, $"{slots[0].What} of {slots[0].Layer.Name}"));
            }

            return;
        }

        foreach (ParameterSlot slot in places)
        {
            TensorProto copy = tensor.Clone();
            if (Store(model, copy, slot, problems))
            {
                changes.AddRange(slot.Materialise(model.Proto, copy, editor));
            }
        }
    }

    private static bool Store(OnnxModel model, TensorProto tensor, ParameterSlot slot, ProblemList problems)
    {
        TensorWriteResult result = TensorData.WriteDoubles(tensor, slot.Values, model.Folder, model.Name);
        if (result.Overflowed > 0)
        {
            problems.Add(
                $"{model.Name}, node {slot.Layer.Node}",
                $"{result.Overflowed} of {slot.Values.Length} new values of {slot.What} are too large for {((OnnxElementType)tensor.DataType).ToName()}",
                "Export the model with float32 statistics");
        }

        return result.Changed;
    }

    private static void Check(OnnxModel model, IReadOnlyList<BatchNormLayer> layers, ModelStatistics statistics)
    {
        ProblemList problems = new();
        foreach (BatchNormLayer layer in layers)
        {
            string where = $"{model.Name}, node {layer.Node}";
            if (!statistics.TryGet(layer.Name, out LayerStatistics? values))
            {
                problems.Add(where, $"the statistics have no layer {layer.Name}", "Use statistics of this model");
            }
            else if (values.Channels != layer.Channels)
            {
                problems.Add(where, $"the statistics have {values.Channels} channels, the layer has {layer.Channels}", "Use statistics of this model");
            }
            else if (Array.FindIndex(values.Mean, m => !double.IsFinite(m)) is >= 0 and int badMean)
            {
                problems.Add(where, $"the new mean of channel {badMean} is not a finite number", "Check the images and the preprocessing");
            }
            else if (Array.FindIndex(values.Variance, v => !double.IsFinite(v) || v < 0) is >= 0 and int badVariance)
            {
                problems.Add(where, $"the new variance of channel {badVariance} is not a finite number of at least 0", "Check the images and the preprocessing");
            }
        }

        problems.ThrowIfAny();
    }
}
