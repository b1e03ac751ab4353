using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Statistics;

/// <summary>Given a model and statistics: the model that normalises with them.</summary>
/// <remarks>
/// Requires rewritable layers. Leaves its input alone. Ensures that apart from mean and variance tensors, initializers
/// added to un-share them and the node inputs that name those, every field is as it was; statistics the model already
/// holds change nothing at all. Visits the main graph.
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
        IReadOnlyList<BatchNormLayer> layers = BatchNormLayers.FindRewritable(written);
        Check(model, layers, statistics);

        List<Slot> slots = [];
        ValueUses uses = ValueUses.OfModel(written.Proto)[0];
        ConstantResolver constants = new(uses);
        foreach (BatchNormLayer layer in layers)
        {
            slots.Add(new Slot(layer, BatchNormSlot.Mean, constants.Resolve(layer.Proto.Input[BatchNormSlot.Mean])!, statistics[layer.Name].Mean));
            slots.Add(new Slot(layer, BatchNormSlot.Variance, constants.Resolve(layer.Proto.Input[BatchNormSlot.Variance])!, statistics[layer.Name].Variance));
        }

        List<StatisticsChange> changes = [];
        ProblemList problems = new();
        GraphEditor editor = new(written.Proto);
        foreach (Slot[] shared in slots.GroupBy(slot => (object)slot.Source.Tensor, ReferenceEqualityComparer.Instance).Select(group => group.ToArray()))
        {
            Write(written, shared[0].Source.Tensor, shared, uses, editor, changes, problems);
        }

        problems.ThrowIfAny();

        return (written, changes);
    }

    private static void Write(OnnxModel model, TensorProto tensor, IReadOnlyList<Slot> slots, ValueUses uses, GraphEditor editor, List<StatisticsChange> changes, ProblemList problems)
    {
        bool direct = slots.All(slot => slot.Layer.Proto.Input[slot.Position] == tensor.Name);
        bool alone = direct && uses.UsesOf(tensor.Name).Count == slots.Count && !uses.IsGraphOutput(tensor.Name);
        bool agree = slots.All(slot => slot.Values.AsSpan().SequenceEqual(slots[0].Values));
        if (alone && agree)
        {
            if (Store(model, tensor, slots[0], problems))
            {
                changes.Add(new StatisticsChange("values", tensor.Name, $"{slots[0].What} of {slots[0].Layer.Name}"));
            }

            return;
        }

        foreach (Slot slot in slots)
        {
            TensorProto copy = tensor.Clone();
            if (!Store(model, copy, slot, problems))
            {
                continue;
            }

            copy.Name = $"{slot.Layer.Name}.{slot.What}";
            editor.AddInitializer(model.Proto.Graph, copy);
            GraphEditor.ReplaceInput(slot.Layer.Proto, slot.Position, copy.Name);
            changes.Add(new StatisticsChange("added-initializer", copy.Name, $"{slot.What} of {slot.Layer.Name}, which shared {tensor.Name}"));
            changes.Add(new StatisticsChange("node-input", slot.Layer.Node, $"input {slot.Position} is {copy.Name} instead of {tensor.Name}"));
        }
    }

    private static bool Store(OnnxModel model, TensorProto tensor, Slot slot, ProblemList problems)
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

    private sealed record Slot(BatchNormLayer Layer, int Position, ResolvedConstant Source, double[] Values)
    {
        public string What => Position == BatchNormSlot.Mean ? "running_mean" : "running_var";
    }
}
