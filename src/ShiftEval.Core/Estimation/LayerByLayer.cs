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
    public static EstimationResult Estimate(EstimationContext context, MeasurableModel measurable, IReadOnlyList<int> order, EstimationSettings settings, IProgress<ProgressStep>? progress, CancellationToken cancellation)
    {
        LayerRecord record = new(context, measurable, settings);
        IReadOnlyList<IReadOnlyList<MeasurableLayer>> depths = [.. LayerDepths.Group(measurable)
            .Select(depth => (IReadOnlyList<MeasurableLayer>)[.. depth.Where(record.Takes)])
            .Where(depth => depth.Count > 0)];
        IReadOnlyList<int> used = order;
        for (int depth = 0; depth < depths.Count; depth++)
        {
            (OnnxModel graph, IReadOnlyList<string> outputs) = ExposedValues.OfLayers(measurable.With(record.Statistics), depths[depth]);
            (ChannelMoments?[] moments, used) = ValueMoments.Measure(context, graph, outputs, order, settings.BatchSize, settings.Weights, Report, cancellation);
            foreach ((MeasurableLayer layer, ChannelMoments? measured) in depths[depth].Zip(moments))
            {
                record.Keep(layer, measured);
            }

            void Report(int done) => progress?.Report(new ProgressStep($"estimating, depth {depth + 1} of {depths.Count}", done, order.Count));
        }

        return record.ToResult(used);
    }
}
