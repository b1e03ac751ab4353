using ShiftEval.Datasets.Batches;
using ShiftEval.Diagnostics;
using ShiftEval.Estimation.Measurable;
using ShiftEval.Onnx;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Estimation;

/// <summary>Wu &amp; Johnson's one-pass PreciseBN: every batch normalises itself; the batches' moments are combined.</summary>
/// <remarks>With one batch that holds all samples this is exactly the population.</remarks>
internal sealed class Minibatch
{
    private readonly EstimationContext context;
    private readonly OnnxModel measuring;
    private readonly IReadOnlyList<MeasuredLayer> layers;
    private readonly LayerProbe probe;

    public Minibatch(EstimationContext context, MeasurableModel measurable, CancellationToken cancellation)
    {
        this.context = context;
        (measuring, layers) = MeasuringGraph.Build(measurable);
        probe = LayerProbe.Run(context, measuring, layers, cancellation);
    }

    /// <summary>Estimate of the memory that activations take per sample of a batch.</summary>
    public long BytesPerSample => probe.BytesPerSample;

    /// <summary>Refuses mini-batches that leave a layer with one value a channel, and so without variance.</summary>
    /// <exception cref="InputException">The batch holds one sample and a layer has one value per sample and channel.</exception>
    public void RefuseSingleValues(int batchSize)
    {
        if (batchSize == 1 && probe.SmallestArea == 1)
        {
            throw new InputException(context.Model.Name, "has a layer with one value per sample and channel, which a batch of one sample leaves without variance", "Use method=population, or batch=2 or more");
        }
    }

    public EstimationResult Estimate(IReadOnlyList<int> order, int batchSize, BatchEstimator estimator, IProgress<ProgressStep>? progress, CancellationToken cancellation, BatchShard? shard = null)
    {
        BatchPlan plan = new(batchSize, JoinSingle: probe.SmallestArea == 1);
        order = shard?.Of(order, plan) ?? order;
        BatchAccumulator[] sums = [.. layers.Select(_ => new BatchAccumulator(estimator))];
        List<int> used = [];
        List<int> batches = [];
        using BatchMoments moments = new(context, measuring, layers);
        foreach (SampleBatch batch in context.Reader.Read(order, plan, cancellation))
        {
            ChannelMoments[] measured = moments.Measure(batch.Values, batch.Count, cancellation);
            for (int l = 0; l < sums.Length; l++)
            {
                sums[l].Add(measured[l]);
            }

            int number = batches.Count == 0 ? 0 : batches[^1] + 1;
            batches.AddRange(Enumerable.Repeat(number, batch.Count));
            used.AddRange(batch.Indices);
            progress?.Report(new ProgressStep("estimating", used.Count, order.Count));
        }

        return new EstimationResult(
            new ModelStatistics(layers.Select((layer, l) => KeyValuePair.Create(layer.Layer, sums[l].ToStatistics()))),
            used,
            layers.Select((layer, l) => KeyValuePair.Create(layer.Layer, sums[l].Count)).ToDictionary(StringComparer.Ordinal))
        {
            Sums = used.Count == 0 ? new Dictionary<string, LayerSums>(StringComparer.Ordinal) : layers.Select((layer, l) => KeyValuePair.Create(layer.Layer, sums[l].ToSums())).ToDictionary(StringComparer.Ordinal),
            Batches = batches,
        };
    }
}
