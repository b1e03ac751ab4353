namespace ShiftEval.Tests.Reference;

/// <summary>How the moments of several mini-batches become one pair of mean and variance.</summary>
internal enum BatchEstimator
{
    /// <summary>Element-weighted law of total variance: the population variance of all elements measured.</summary>
    Total,

    /// <summary>Unweighted means of the batch means and of the n−1 batch variances.</summary>
    MeanOfBatches,
}
