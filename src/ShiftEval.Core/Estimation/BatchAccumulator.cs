using ShiftEval.Statistics;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Estimation;

/// <summary>Combines the moments of one layer over batches.</summary>
internal sealed class BatchAccumulator(BatchEstimator estimator)
{
    private ChannelMoments? merged;
    private double[] sumOfMeans = [];
    private double[] sumOfVariances = [];
    private int batches;

    /// <summary>Values per channel seen.</summary>
    public double Count => merged?.Count ?? 0;

    public void Add(ChannelMoments batch)
    {
        if (merged is null)
        {
            sumOfMeans = new double[batch.Channels];
            sumOfVariances = new double[batch.Channels];
        }

        merged = merged?.Merge(batch) ?? batch;
        batches++;
        for (int c = 0; c < batch.Channels; c++)
        {
            sumOfMeans[c] += batch.Mean[c];
            sumOfVariances[c] += batch.M2[c] / (batch.Count - 1);
        }
    }

    /// <summary>What was added up.</summary>
    public LayerSums ToSums() => new(merged!, estimator == BatchEstimator.Total ? null : new BatchSums(batches, sumOfMeans, sumOfVariances));

    /// <summary>Element-weighted total variance, or unweighted means of batch means and of n−1 batch variances.</summary>
    public LayerStatistics ToStatistics() => estimator == BatchEstimator.Total
        ? merged!.ToPopulation()
        : new LayerStatistics(Array.ConvertAll(sumOfMeans, sum => sum / batches), Array.ConvertAll(sumOfVariances, sum => sum / batches));
}
