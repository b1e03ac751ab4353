namespace ShiftEval.Statistics;

/// <summary>What was accumulated for one layer: what a statistics file keeps, and what can be added up.</summary>
/// <param name="Moments">Count, mean and M2 over all values.</param>
/// <param name="Batches">Sums over batches; null where statistics are the moments' own (<c>total</c>).</param>
public sealed record LayerSums(ChannelMoments Moments, BatchSums? Batches)
{
    /// <summary>Number of channels.</summary>
    public int Channels => Moments.Channels;

    /// <summary>The statistics they mean; null where no values reached the layer.</summary>
    public LayerStatistics? ToStatistics() => Moments.Count <= 0 ? null : Batches?.ToStatistics() ?? Moments.ToPopulation();

    /// <summary>The sums over two disjoint sets of batches.</summary>
    public LayerSums Merge(LayerSums other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new LayerSums(Moments.Merge(other.Moments), Batches?.Plus(other.Batches!));
    }

    /// <summary>The sums without those of a part.</summary>
    public LayerSums Subtract(LayerSums part)
    {
        ArgumentNullException.ThrowIfNull(part);
        return new LayerSums(Moments.Subtract(part.Moments), Batches?.Minus(part.Batches!));
    }
}
