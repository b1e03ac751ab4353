namespace ShiftEval.Statistics.Folding;

/// <summary>The affine map per channel that gives target outputs the moments of the source: y → Scale·y + Offset.</summary>
/// <remarks>Scale = sqrt((v_s+e)/(v_t+e)), Offset = m_s − Scale·m_t. The e only keeps dead channels finite; see <see cref="Epsilon"/>.</remarks>
internal sealed class Renormalisation
{
    // Where all channels are dead; any smaller and float32 has no room for the reciprocal's square.
    private const float SmallestEpsilon = 1e-30f;

    public Renormalisation(LayerStatistics source, LayerStatistics target)
    {
        double epsilon = Epsilon(source);
        Scale = new double[source.Channels];
        Offset = new double[source.Channels];
        for (int c = 0; c < Scale.Length; c++)
        {
            Scale[c] = Math.Sqrt((source.Variance[c] + epsilon) / (target.Variance[c] + epsilon));
            Offset[c] = source.Mean[c] - (Scale[c] * target.Mean[c]);
        }
    }

    public double[] Scale { get; }

    public double[] Offset { get; }

    public bool Scales => Scale.Any(scale => scale != 1);

    public bool Shifts => Offset.Any(offset => offset != 0);

    /// <summary>Whether the channel stays as it is, to the bit.</summary>
    public bool Keeps(int channel) => Scale[channel] == 1 && Offset[channel] == 0;

    /// <summary>What is added to both variances: negligible in a live channel, and enough that a constant one gives no NaN.</summary>
    /// <remarks>The BatchNorm that was folded had its own, which cannot be recovered from the file.</remarks>
    public static float Epsilon(LayerStatistics source) => Math.Max((float)TinyChannels.Floor(source.Variance), SmallestEpsilon);
}
