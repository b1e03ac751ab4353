using ShiftEval.Diagnostics;
using ShiftEval.Estimation.Measurable;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Estimation;

/// <summary>Estimates the BatchNorm statistics of a model from unlabelled samples.</summary>
public sealed class StatisticsEstimator(EstimationContext context)
{
    private const int MostFrozenSamples = 16;
    private readonly Lazy<MeasurableModel> measurable = new(() => MeasurableModel.Of(context.Model, context.Input.Name));
    private Minibatch? minibatch;

    /// <summary>Refuses, before any work, a model whose layers cannot be measured.</summary>
    /// <exception cref="InputException">A layer cannot be measured or rewritten.</exception>
    public void Check() => _ = measurable.Value;

    /// <summary>Estimates from samples.</summary>
    /// <param name="order">Positions of the samples in the reader's list; their order decides the batches of <c>minibatch</c>.</param>
    /// <param name="settings">How to estimate.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="InputException">There are no samples, they cannot be read, or the settings do not fit the model.</exception>
    /// <exception cref="RunFailedException">The runtime failed, or a layer's values are not finite.</exception>
    public EstimationResult Estimate(IReadOnlyList<int> order, EstimationSettings settings, IProgress<ProgressStep>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (order.Count == 0)
        {
            throw new InputException("--data", "there are no samples to estimate statistics from", "Add adapt or train rows");
        }

        EstimationResult result = settings.Method switch
        {
            EstimationMethod.Population => Population(order, settings, progress, cancellation),
            EstimationMethod.Minibatch => RunMinibatch(order, settings, progress, cancellation),
            EstimationMethod.Frozen => Frozen.Estimate(context, measurable.Value, order, settings, FrozenRun(settings.BatchSize, cancellation), progress, cancellation),
            _ => throw new ArgumentOutOfRangeException(nameof(settings), settings.Method, "is not a method"),
        };
        return result.Samples.Count > 0 ? result : throw new InputException("--data", "none of the samples to estimate statistics from can be read", "Repair the files");
    }

    private EstimationResult Population(IReadOnlyList<int> order, EstimationSettings settings, IProgress<ProgressStep>? progress, CancellationToken cancellation)
    {
        if (context.Input.Batch is null && !context.IsLayerByLayer && measurable.Value.RunsEveryLayer && settings.Replacement?.Rule.NearestPercent is null)
        {
            Minibatch whole = Whole(settings, cancellation);
            long perSample = whole.BytesPerSample;
            if ((double)order.Count * perSample <= context.MemoryBytes && (long)order.Count * context.Reader.Elements <= Array.MaxLength)
            {
                return Replaced(whole.Estimate(order, settings with { BatchSize = order.Count, Estimator = BatchEstimator.Total }, progress, cancellation), settings);
            }

            settings = settings with { BatchSize = (int)Math.Clamp(context.MemoryBytes / perSample, 1, settings.BatchSize) };
        }

        return LayerByLayer.Estimate(context, measurable.Value, order, settings, progress, cancellation);
    }

    // Most estimations replace everything and count all samples alike: they share one graph.
    private Minibatch Whole(EstimationSettings settings, CancellationToken cancellation) => settings is { Replacement: null, Weights: null }
        ? minibatch ??= new Minibatch(context, measurable.Value, replacement: null, isWeighted: false, cancellation)
        : new Minibatch(context, measurable.Value, settings.Replacement, settings.Weights is not null, cancellation);

    // Where only means or variances are replaced, what was measured of the others is not taken.
    private static EstimationResult Replaced(EstimationResult measured, EstimationSettings settings) =>
        settings.Replacement is { } replacement ? measured with { Statistics = replacement.Apply(measured.Statistics) } : measured;

    // Samples a run while all layers are exposed; the result does not depend on it.
    private int FrozenRun(int batchSize, CancellationToken cancellation)
    {
        int most = Math.Min(batchSize, MostFrozenSamples);
        if (context.Input.Batch is not null || context.IsLayerByLayer || !measurable.Value.RunsEveryLayer)
        {
            return most;
        }

        minibatch ??= new Minibatch(context, measurable.Value, replacement: null, isWeighted: false, cancellation);
        return (int)Math.Clamp(context.MemoryBytes / minibatch.BytesPerSample, 1, most);
    }

    private EstimationResult RunMinibatch(IReadOnlyList<int> order, EstimationSettings settings, IProgress<ProgressStep>? progress, CancellationToken cancellation)
    {
        if (context.IsLayerByLayer)
        {
            throw new InputException(context.Model.Name, "has BatchNorm folded into its convolutions, which mini-batches cannot measure: a batch may leave a channel without variance", "Use method=population");
        }

        if (!measurable.Value.RunsEveryLayer)
        {
            throw new InputException(context.Model.Name, "has a BatchNorm in a branch that runs or not as the data decide, which mini-batches cannot measure", "Use method=population");
        }

        Minibatch passes = context.Input.Batch is null
            ? Whole(settings, cancellation)
            : new Minibatch(context with { Input = context.Input with { Batch = null } }, measurable.Value.FreeBatch(context, "Use method=population, which does not depend on the batch"), settings.Replacement, isWeighted: false, cancellation);
        passes.RefuseSingleValues(Math.Min(settings.BatchSize, order.Count));
        return Replaced(passes.Estimate(order, settings, progress, cancellation), settings);
    }
}
