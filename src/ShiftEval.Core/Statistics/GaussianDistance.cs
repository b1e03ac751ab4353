namespace ShiftEval.Statistics;

/// <summary>The 2-Wasserstein distance between the Gaussians that two statistics of a channel describe.</summary>
public static class GaussianDistance
{
    /// <summary>(m_a−m_b)² + (√v_a−√v_b)², the square of the distance, of one channel.</summary>
    /// <remarks>The closed form for one dimension: v_a + v_b − 2√(v_a·v_b) is the squared gap of the standard deviations.</remarks>
    public static double Squared(LayerStatistics a, LayerStatistics b, int channel)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        double means = a.Mean[channel] - b.Mean[channel];
        double deviations = Deviation(a, channel) - Deviation(b, channel);
        return (means * means) + (deviations * deviations);
    }

    // A file may hold what no variance can be; it is told elsewhere.
    private static double Deviation(LayerStatistics statistics, int channel) => Math.Sqrt(Math.Max(0, statistics.Variance[channel]));
}
