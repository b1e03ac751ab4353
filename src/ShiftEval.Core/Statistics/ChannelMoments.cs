namespace ShiftEval.Statistics;

/// <summary>Count, mean and sum of squared deviations (M2) of each channel: what is accumulated and merged.</summary>
/// <remarks>Always in double and never E[x²]−E[x]², which loses the variance where the mean is large.</remarks>
public sealed class ChannelMoments
{
    /// <summary>Moments of <paramref name="count"/> values a channel.</summary>
    /// <param name="count">Values per channel, the same for all channels; at least 0.</param>
    /// <param name="mean">Mean of each channel, shape [C].</param>
    /// <param name="m2">Sum of squared deviations from the mean, shape [C]; never negative.</param>
    /// <exception cref="ArgumentException">The two arrays differ in length.</exception>
    public ChannelMoments(double count, double[] mean, double[] m2)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(m2);
        if (mean.Length != m2.Length)
        {
            throw new ArgumentException($"mean has {mean.Length} channels, m2 has {m2.Length}", nameof(m2));
        }

        Count = count;
        Mean = mean;
        M2 = m2;
    }

    /// <summary>Values per channel: samples × spatial positions.</summary>
    public double Count { get; }

    /// <summary>Mean of each channel, shape [C].</summary>
    public double[] Mean { get; }

    /// <summary>Sum of squared deviations from the mean, shape [C].</summary>
    public double[] M2 { get; }

    /// <summary>Number of channels.</summary>
    public int Channels => Mean.Length;

    /// <summary>No values yet.</summary>
    public static ChannelMoments Empty(int channels) => new(0, new double[channels], new double[channels]);

    /// <summary>Moments of one batch from its mean and population variance.</summary>
    public static ChannelMoments FromPopulation(double count, double[] mean, double[] variance)
    {
        ArgumentNullException.ThrowIfNull(variance);
        return new ChannelMoments(count, mean, Array.ConvertAll(variance, v => v * count));
    }

    /// <summary>Merges two disjoint samples' moments, per channel.</summary>
    /// <param name="other">Moments of shape [C], C equal to this one's.</param>
    /// <returns>Moments of the union; exact up to rounding, independent of the split.</returns>
    /// <exception cref="ArgumentException">Channel counts differ.</exception>
    /// <remarks>Chan, Golub and LeVeque (1979), pairwise update of M2.</remarks>
    public ChannelMoments Merge(ChannelMoments other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Channels != Channels)
        {
            throw new ArgumentException($"{other.Channels} channels cannot be merged into {Channels}", nameof(other));
        }

        double total = Count + other.Count;
        if (total == 0)
        {
            return this;
        }

        double[] mean = new double[Channels];
        double[] m2 = new double[Channels];
        for (int c = 0; c < Channels; c++)
        {
            double gap = other.Mean[c] - Mean[c];
            mean[c] = Mean[c] + (gap * (other.Count / total));
            m2[c] = M2[c] + other.M2[c] + (gap * gap * (Count * other.Count / total));
        }

        return new ChannelMoments(total, mean, m2);
    }

    /// <summary>Takes the moments of a part out again, per channel: the inverse of <see cref="Merge"/>.</summary>
    /// <param name="part">Moments of some of the values; shape [C], C equal to this one's, and at most as many values.</param>
    /// <returns>Moments of the rest. What rounding leaves below 0 is 0; the smaller the rest, the larger the rounding.</returns>
    /// <exception cref="ArgumentException">Channel counts differ, or the part has more values.</exception>
    public ChannelMoments Subtract(ChannelMoments part)
    {
        ArgumentNullException.ThrowIfNull(part);
        if (part.Channels != Channels || part.Count > Count)
        {
            throw new ArgumentException($"{part.Count} values of {part.Channels} channels are no part of {Count} of {Channels}", nameof(part));
        }

        double rest = Count - part.Count;
        if (rest == 0)
        {
            return Empty(Channels);
        }

        double[] mean = new double[Channels];
        double[] m2 = new double[Channels];
        for (int c = 0; c < Channels; c++)
        {
            double gap = Mean[c] - part.Mean[c];
            mean[c] = Mean[c] + (gap * (part.Count / rest));
            m2[c] = Math.Max(0, M2[c] - part.M2[c] - (gap * gap * (part.Count * (Count / rest))));
        }

        return new ChannelMoments(rest, mean, m2);
    }

    /// <summary>Mean and population variance (division by the count).</summary>
    /// <exception cref="InvalidOperationException">There are no values.</exception>
    public LayerStatistics ToPopulation()
    {
        if (Count <= 0)
        {
            throw new InvalidOperationException("Moments of no values have no variance.");
        }

        return new LayerStatistics([.. Mean], Array.ConvertAll(M2, m => m / Count));
    }
}
