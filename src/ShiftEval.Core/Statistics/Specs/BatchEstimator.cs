namespace ShiftEval.Statistics.Specs;

/// <summary>How the moments of mini-batches become one mean and variance.</summary>
public enum BatchEstimator
{
    /// <summary>Element-weighted law of total variance, population form (fvcore's current default).</summary>
    Total,

    /// <summary>Unweighted means of the batch means and of the n−1 batch variances (pycls, AIMET).</summary>
    MeanOfBatches,
}
