using ShiftEval.Diagnostics;
using ShiftEval.Onnx;

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

        ConstantResolver constants = new(ValueUses.OfModel(written.Proto)[0]);
        ConstantWriter writer = new(written, "Export the model with float32 statistics");
        writer.Write(layers.SelectMany(layer => new[]
        {
            Slot(layer, BatchNormSlot.Mean, "running_mean", constants, statistics[layer.Name].Mean),
            Slot(layer, BatchNormSlot.Variance, "running_var", constants, statistics[layer.Name].Variance),
        }));
        writer.ThrowIfOverflowed();

        return (written, writer.Changes);
    }

    private static ConstantSlot Slot(BatchNormLayer layer, int position, string what, ConstantResolver constants, double[] values) =>
        new(layer.Proto, layer.Node, position, layer.Name, what, constants.Resolve(layer.Proto.Input[position])!, () => values);

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
