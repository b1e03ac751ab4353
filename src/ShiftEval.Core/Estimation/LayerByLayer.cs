using ShiftEval.Diagnostics;
using ShiftEval.Estimation.Measurable;
using ShiftEval.Onnx;
using ShiftEval.Statistics;

namespace ShiftEval.Estimation;

/// <summary>Population statistics in one pass per depth of BatchNorm, earlier layers already at their population statistics.</summary>
/// <remarks>
/// Exact for any batch size, also a batch that the model fixes; memory does not grow with the number of samples. A layer that no batch
/// ran keeps the statistics it has, with a count of 0.
/// </remarks>
internal static class LayerByLayer
{
    public static EstimationResult Estimate(EstimationContext context, MeasurableModel measurable, IReadOnlyList<int> order, int batchSize, IProgress<ProgressStep>? progress, CancellationToken cancellation)
    {
        Dictionary<string, LayerStatistics> statistics = measurable.Layers.ToDictionary(layer => layer.Name, layer => layer.Layer.Stored!, StringComparer.Ordinal);
        Dictionary<string, double> counts = new(StringComparer.Ordinal);
        Dictionary<string, LayerSums> sums = new(StringComparer.Ordinal);
        Dictionary<string, IReadOnlyList<int>> kept = new(StringComparer.Ordinal);
        IReadOnlyList<IReadOnlyList<MeasurableLayer>> depths = LayerDepths.Group(measurable);
        IReadOnlyList<int> used = order;
        for (int depth = 0; depth < depths.Count; depth++)
        {
            (OnnxModel graph, IReadOnlyList<string> outputs) = ExposedValues.OfLayers(measurable.With(statistics), depths[depth]);
            (ChannelMoments?[] moments, used) = ValueMoments.Measure(context, graph, outputs, order, batchSize, Report, cancellation);
            foreach ((MeasurableLayer layer, ChannelMoments? measured) in depths[depth].Zip(moments))
            {
                if (measured is not null)
                {
                    Finite.Require(context.Model.Name, layer.Name, measured);
                    LayerStatistics population = measured.ToPopulation();
                    statistics[layer.Name] = context.Adjust(layer.Name, population);
                    int[] adjusted = [.. Adjusted(population, statistics[layer.Name])];
                    if (adjusted.Length > 0)
                    {
                        kept.Add(layer.Name, adjusted);
                    }
                }

                counts[layer.Name] = measured?.Count ?? 0;
                sums[layer.Name] = new LayerSums(measured ?? ChannelMoments.Empty(layer.Layer.Channels!.Value), null);
            }

            void Report(int done) => progress?.Report(new ProgressStep($"estimating, depth {depth + 1} of {depths.Count}", done, order.Count));
        }

        return new EstimationResult(new ModelStatistics(measurable.Layers.Select(layer => KeyValuePair.Create(layer.Name, statistics[layer.Name]))), used, counts)
        {
            KeptChannels = kept,
            Sums = sums,
        };
    }

    internal static IEnumerable<int> Adjusted(LayerStatistics measured, LayerStatistics taken) =>
        Enumerable.Range(0, measured.Channels).Where(c => !measured.Mean[c].Equals(taken.Mean[c]) || !measured.Variance[c].Equals(taken.Variance[c]));
}
