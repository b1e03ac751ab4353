using ShiftEval.Statistics;

namespace ShiftEval.Estimation;

/// <summary>The running average of batch statistics that training keeps, for several momenta at once.</summary>
/// <remarks>
/// From mean 0 and variance 1, as frameworks start: s ← λ·s + (1−λ)·s_batch, the batch's variance in the n−1 form that PyTorch stores.
/// The weights stand still here, so what is left of a real training is how far the average lags behind and how much it rests on the
/// last batches alone (Wu and Johnson 2021, section 3.1).
/// </remarks>
internal sealed class TrainingEma(IReadOnlyList<double> momenta)
{
    private double[][][]? means;
    private double[][][]? variances;

    /// <summary>Takes the moments of one batch, layer by layer.</summary>
    public void Add(IReadOnlyList<ChannelMoments> batch)
    {
        means ??= [.. momenta.Select(_ => batch.Select(layer => new double[layer.Channels]).ToArray())];
        variances ??= [.. momenta.Select(_ => batch.Select(layer => Enumerable.Repeat(1.0, layer.Channels).ToArray()).ToArray())];
        for (int m = 0; m < momenta.Count; m++)
        {
            for (int l = 0; l < batch.Count; l++)
            {
                for (int c = 0; c < batch[l].Channels; c++)
                {
                    means[m][l][c] += (1 - momenta[m]) * (batch[l].Mean[c] - means[m][l][c]);
                    variances[m][l][c] += (1 - momenta[m]) * ((batch[l].M2[c] / (batch[l].Count - 1)) - variances[m][l][c]);
                }
            }
        }
    }

    /// <summary>The running statistics of one momentum, layer by layer.</summary>
    /// <exception cref="InvalidOperationException">No batch was added.</exception>
    public IReadOnlyList<LayerStatistics> At(int momentum) => means is null || variances is null
        ? throw new InvalidOperationException("No batch was added.")
        : [.. means[momentum].Zip(variances[momentum], (mean, variance) => new LayerStatistics(mean, variance))];
}
