using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Estimation;
using ShiftEval.Estimation.Measurable;
using ShiftEval.Statistics;

namespace ShiftEval.Sweeps;

/// <summary>Running statistics as training would leave them behind: batches of the source images in seeded order, epoch after epoch.</summary>
internal sealed class SimulatedTraining(EstimationContext context, CancellationToken cancellation)
{
    private readonly Minibatch minibatch = new(context, MeasurableModel.Of(context.Model, context.Input.Name), replacement: null, isWeighted: false, cancellation);

    /// <summary>The statistics for each momentum.</summary>
    /// <param name="images">The source images.</param>
    /// <param name="positions">Where each image is in the reader's list.</param>
    /// <param name="momenta">λ of each.</param>
    /// <param name="options">Batch size and steps.</param>
    /// <param name="seed">Seed of the order; each epoch has another.</param>
    public IReadOnlyList<ModelStatistics> Run(IReadOnlyList<Sample> images, Func<IEnumerable<Sample>, IReadOnlyList<int>> positions, IReadOnlyList<double> momenta, SweepOptions options, long seed)
    {
        TrainingEma ema = new(momenta);
        int batch = Math.Min(options.TrainingBatch, images.Count);
        minibatch.RefuseSingleValues(batch);
        int steps = 0;
        for (long epoch = 0; steps < options.TrainingSteps; epoch++)
        {
            IReadOnlyList<int> order = positions(SampleOrder.Shuffled(images, unchecked((seed * 1_000_003) + epoch)));

            // Frameworks drop the last batch of an epoch where it is short.
            int whole = order.Count / batch * batch;
            int before = steps;
            foreach ((_, ChannelMoments[] moments) in minibatch.Batches([.. order.Take(whole)], batch, weights: null, cancellation))
            {
                ema.Add(moments);
                if (++steps == options.TrainingSteps)
                {
                    break;
                }
            }

            if (steps == before)
            {
                throw new InputException("--data", "none of the source images can be read", "Repair the files");
            }
        }

        return [.. momenta.Select((_, m) => new ModelStatistics(minibatch.Layers.Zip(ema.At(m), KeyValuePair.Create)))];
    }
}
