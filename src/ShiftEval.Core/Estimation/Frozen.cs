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
    public static EstimationResult Estimate(EstimationContext context, MeasurableModel measurable, IReadOnlyList<int> order, EstimationSettings settings, int runSize, IProgress<ProgressStep>? progress, CancellationToken cancellation)
    {
        order = settings.Shard?.Of(order, new BatchPlan(settings.BatchSize)) ?? order;
        (OnnxModel graph, IReadOnlyList<string> outputs) = ExposedValues.OfLayers(measurable.Model, measurable.Layers);
        (ChannelMoments?[] moments, IReadOnlyList<int> used) = ValueMoments.Measure(context, graph, outputs, order, runSize, Report, cancellation);
        List<KeyValuePair<string, LayerStatistics>> statistics = [];
        Dictionary<string, LayerSums> sums = new(StringComparer.Ordinal);
        Dictionary<string, IReadOnlyList<int>> kept = new(StringComparer.Ordinal);
        foreach ((MeasurableLayer layer, ChannelMoments? measured) in measurable.Layers.Zip(moments))
        {
            LayerStatistics values = layer.Layer.Stored!;
            if (measured is not null)
            {
                Finite.Require(context.Model.Name, layer.Name, measured);
                LayerStatistics population = measured.ToPopulation();
                values = context.Adjust(layer.Name, population);
                int[] adjusted = [.. LayerByLayer.Adjusted(population, values)];
                if (adjusted.Length > 0)
                {
                    kept.Add(layer.Name, adjusted);
                }
            }

            statistics.Add(KeyValuePair.Create(layer.Name, values));
            sums.Add(layer.Name, new LayerSums(measured ?? ChannelMoments.Empty(layer.Layer.Channels!.Value), null));
        }

        return new EstimationResult(new ModelStatistics(statistics), used, sums.ToDictionary(layer => layer.Key, layer => layer.Value.Moments.Count, StringComparer.Ordinal))
        {
            KeptChannels = kept,
            Sums = sums,
        };

        void Report(int done) => progress?.Report(new ProgressStep("estimating", done, order.Count));
    }
}
