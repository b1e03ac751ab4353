using ShiftEval.Statistics.Specs;

namespace ShiftEval.Estimation;

/// <summary>How statistics are estimated from samples.</summary>
/// <param name="Method">What the layers below are normalised with.</param>
/// <param name="Estimator">How mini-batches are combined.</param>
/// <param name="BatchSize">Samples a batch; without influence on the result of <see cref="EstimationMethod.Population"/>.</param>
public readonly record struct EstimationSettings(EstimationMethod Method, BatchEstimator Estimator, int BatchSize)
{
    /// <summary>The part of the batches that is measured; null measures all.</summary>
    public BatchShard? Shard { get; init; }
}
