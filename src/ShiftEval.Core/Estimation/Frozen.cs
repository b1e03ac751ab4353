using ShiftEval.Datasets.Batches;
using ShiftEval.Diagnostics;
using ShiftEval.Estimation.Measurable;
using ShiftEval.Onnx;
using ShiftEval.Statistics;

namespace ShiftEval.Estimation;

/// <summary>Moments of what every layer is fed while all of them normalise with the statistics that the model stores: one pass.</summary>
/// <remarks>
/// Every sample counts for itself, so that batch size and order do not matter, and moments of disjoint samples add up. A batch that the
/// model fixes does not matter either. A layer that no batch ran keeps the statistics it has, with a count of 0.
/// </remarks>
internal static class Frozen
{
    /// <param name="context">What is fed and how.</param>
    /// <param name="measurable">The copy that is measured.</param>
    /// <param name="order">Positions of the samples.</param>
    /// <param name="settings">How to estimate.</param>
    /// <param name="runSize">Samples a run; without influence on the result.</param>
    /// <param name="progress">Told after every run.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static EstimationResult Estimate(EstimationContext context, MeasurableModel measurable, IReadOnlyList<int> order, EstimationSettings settings, int runSize, IProgress<ProgressStep>? progress, CancellationToken cancellation)
    {
        order = settings.Shard?.Of(order, new BatchPlan(settings.BatchSize)) ?? order;
        LayerRecord record = new(context, measurable, settings);
        MeasurableLayer[] layers = [.. measurable.Layers.Where(record.Takes)];
        (OnnxModel graph, IReadOnlyList<string> outputs) = ExposedValues.OfLayers(measurable.Model, layers);
        (ChannelMoments?[] moments, IReadOnlyList<int> used) = ValueMoments.Measure(context, graph, outputs, order, runSize, settings.Weights, Report, cancellation);
        foreach ((MeasurableLayer layer, ChannelMoments? measured) in layers.Zip(moments))
        {
            record.Keep(layer, measured);
        }

        return record.ToResult(used);

        void Report(int done) => progress?.Report(new ProgressStep("estimating", done, order.Count));
    }
}
