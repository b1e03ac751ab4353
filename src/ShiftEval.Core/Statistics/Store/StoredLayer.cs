namespace ShiftEval.Statistics.Store;

/// <summary>One layer of a statistics file.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Channels">Its channels; at least 1.</param>
/// <param name="Sums">What was accumulated; null in a file of values without counts.</param>
/// <param name="Values">Mean and variance; null where no values reached the layer.</param>
public sealed record StoredLayer(string Name, int Channels, LayerSums? Sums, LayerStatistics? Values)
{
    /// <summary>A layer of moments.</summary>
    public static StoredLayer Of(string name, LayerSums sums)
    {
        ArgumentNullException.ThrowIfNull(sums);
        return new StoredLayer(name, sums.Channels, sums, sums.ToStatistics());
    }

    /// <summary>A layer of values without counts.</summary>
    public static StoredLayer Of(string name, LayerStatistics values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new StoredLayer(name, values.Channels, null, values);
    }
}
