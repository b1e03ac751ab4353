namespace ShiftEval.Statistics.Folding;

/// <summary>Channels of so little variance that renormalising them would only amplify rounding.</summary>
public static class TinyChannels
{
    /// <summary>A channel is tiny when its variance is at most this share of its layer's median.</summary>
    public const double Share = 1e-10;

    /// <summary>Lets tiny channels keep what they are.</summary>
    /// <param name="source">Moments on source images.</param>
    /// <param name="target">Moments on target images, of as many channels.</param>
    /// <returns>The target with the source's values in each channel that is tiny on either side, and those channels in order, from 0.</returns>
    /// <exception cref="ArgumentException">Channel counts differ.</exception>
    public static (LayerStatistics Target, IReadOnlyList<int> Channels) KeepSource(LayerStatistics source, LayerStatistics target)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        if (source.Channels != target.Channels)
        {
            throw new ArgumentException($"{target.Channels} target channels for {source.Channels} source channels", nameof(target));
        }

        double sourceFloor = Floor(source.Variance);
        double targetFloor = Floor(target.Variance);
        double[] mean = [.. target.Mean];
        double[] variance = [.. target.Variance];
        List<int> kept = [];
        for (int c = 0; c < mean.Length; c++)
        {
            if (source.Variance[c] <= sourceFloor || target.Variance[c] <= targetFloor)
            {
                mean[c] = source.Mean[c];
                variance[c] = source.Variance[c];
                kept.Add(c);
            }
        }

        return (new LayerStatistics(mean, variance), kept);
    }

    /// <summary>The largest variance that counts as tiny in a layer.</summary>
    internal static double Floor(double[] variance)
    {
        double[] sorted = [.. variance.Order()];
        int middle = sorted.Length / 2;
        double median = sorted.Length switch
        {
            0 => 0,
            _ when sorted.Length % 2 == 1 => sorted[middle],
            _ => (sorted[middle - 1] + sorted[middle]) / 2,
        };
        return Share * median;
    }
}
