using ShiftEval.Datasets.Batches;
using ShiftEval.Diagnostics;
using ShiftEval.Estimation.Measurable;
using ShiftEval.Statistics;

namespace ShiftEval.Estimation;

/// <summary>Wu &amp; Johnson's one-pass PreciseBN: every batch normalises itself; the batches' moments are combined.</summary>
/// <remarks>With one batch that holds all samples this is exactly the population.</remarks>
internal sealed class Minibatch
{
    private readonly EstimationContext context;
    private readonly MeasurableModel measurable;
    private readonly MeasuringGraph graph;
    private readonly LayerProbe probe;

    /// <param name="context">What is fed and how.</param>
    /// <param name="measurable">A copy whose every layer runs on every batch.</param>
    /// <param name="replacement">Which statistics are replaced; null replaces all.</param>
    /// <param name="isWeighted">Whether samples have weights.</param>
    /// <param name="cancellation">Ends the run that looks at the layers' shapes.</param>
    public Minibatch(EstimationContext context, MeasurableModel measurable, Replacement? replacement, bool isWeighted, CancellationToken cancellation)
    {
        this.context = context;
        this.measurable = measurable;
        graph = MeasuringGraph.Build(measurable, replacement, isWeighted);
        probe = LayerProbe.Run(context, graph, cancellation);
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

    /// <summary>One pass over the samples.</summary>
    /// <param name="order">Positions of the samples, in the order in which they are cut into batches.</param>
    /// <param name="settings">Batch size, estimator, weights and part of the batches.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="cancellation">Ends the work.</param>
    public EstimationResult Estimate(IReadOnlyList<int> order, EstimationSettings settings, IProgress<ProgressStep>? progress, CancellationToken cancellation)
    {
        order = settings.Shard?.Of(order, Plan(settings.BatchSize)) ?? order;
        BatchAccumulator[] sums = [.. graph.Layers.Select(_ => new BatchAccumulator(settings.Estimator))];
        List<int> used = [];
        List<int> numbers = [];
        foreach ((IReadOnlyList<int> samples, ChannelMoments[] measured) in Batches(order, settings.BatchSize, settings.Weights, cancellation))
        {
            for (int l = 0; l < sums.Length; l++)
            {
                sums[l].Add(measured[l]);
            }

            int number = numbers.Count == 0 ? 0 : numbers[^1] + 1;
            numbers.AddRange(Enumerable.Repeat(number, samples.Count));
            used.AddRange(samples);
            progress?.Report(new ProgressStep("estimating", used.Count, order.Count));
        }

        Dictionary<string, BatchAccumulator> byLayer = used.Count == 0 ? [] : graph.Layers.Select((layer, l) => KeyValuePair.Create(layer.Layer, sums[l])).ToDictionary(StringComparer.Ordinal);
        return new EstimationResult(
            new ModelStatistics(measurable.Layers.Select(layer => KeyValuePair.Create(layer.Name, byLayer.TryGetValue(layer.Name, out BatchAccumulator? sum) ? sum.ToStatistics() : layer.Layer.Stored!))),
            used,
            byLayer.ToDictionary(layer => layer.Key, layer => layer.Value.Count, StringComparer.Ordinal))
        {
            Sums = byLayer.ToDictionary(layer => layer.Key, layer => layer.Value.ToSums(), StringComparer.Ordinal),
            Batches = numbers,
        };
    }

    /// <summary>The measured layers' names, in the order of <see cref="Batches"/>.</summary>
    public IReadOnlyList<string> Layers => [.. graph.Layers.Select(layer => layer.Layer)];

    /// <summary>The moments of every measured layer, batch by batch.</summary>
    public IEnumerable<(IReadOnlyList<int> Samples, ChannelMoments[] Moments)> Batches(IReadOnlyList<int> order, int batchSize, SampleWeights? weights, CancellationToken cancellation)
    {
        using BatchMoments moments = new(context, graph);
        foreach (SampleBatch batch in context.Reader.Read(order, Plan(batchSize), cancellation))
        {
            yield return (batch.Indices, moments.Measure(batch.Values, batch.Count, weights?.Of(batch.Indices), cancellation));
        }
    }

    private BatchPlan Plan(int batchSize) => new(batchSize, JoinSingle: probe.SmallestArea == 1);
}
