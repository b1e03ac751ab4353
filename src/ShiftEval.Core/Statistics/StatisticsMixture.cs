namespace ShiftEval.Statistics;

/// <summary>Mixes the statistics of a source and a target, layer by layer.</summary>
public static class StatisticsMixture
{
    /// <summary>m = W·m_s + (1−W)·m_t; the variance by <paramref name="rule"/>.</summary>
    /// <param name="source">What the weight weighs.</param>
    /// <param name="target">What the rest of the weight weighs; same layers and channels.</param>
    /// <param name="sourceWeight">W, 0..1: 1 keeps the source.</param>
    /// <param name="rule">Whether the gap of the means adds to the variance.</param>
    public static ModelStatistics Mix(ModelStatistics source, ModelStatistics target, double sourceWeight, MixRule rule)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        return new ModelStatistics(source.Layers.Select(layer =>
            KeyValuePair.Create(layer, Mix(source[layer], target[layer], sourceWeight, rule))));
    }

    private static LayerStatistics Mix(LayerStatistics source, LayerStatistics target, double w, MixRule rule)
    {
        double[] mean = new double[source.Channels];
        double[] variance = new double[source.Channels];
        for (int c = 0; c < mean.Length; c++)
        {
            double gap = source.Mean[c] - target.Mean[c];
            mean[c] = (w * source.Mean[c]) + ((1 - w) * target.Mean[c]);
            variance[c] = (w * source.Variance[c]) + ((1 - w) * target.Variance[c]);
            if (rule == MixRule.Moment)
            {
                variance[c] += w * (1 - w) * gap * gap;
            }
        }

        return new LayerStatistics(mean, variance);
    }
}
