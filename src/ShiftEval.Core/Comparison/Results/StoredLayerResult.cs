using ShiftEval.Statistics.Store;

namespace ShiftEval.Comparison.Results;

/// <summary>What is stored for one layer.</summary>
/// <param name="Name">The layer.</param>
/// <param name="Channels">Its channels.</param>
/// <param name="Count">Values a channel; null where no counts are stored.</param>
/// <param name="Mean">The channels' means; null where no values reached the layer.</param>
/// <param name="Variance">The channels' variances; null where no values reached the layer.</param>
public sealed record StoredLayerResult(string Name, int Channels, double? Count, ValueRange? Mean, ValueRange? Variance)
{
    internal static StoredLayerResult Of(StoredLayer layer) => new(
        layer.Name,
        layer.Channels,
        layer.Sums?.Moments.Count,
        layer.Values is null ? null : new ValueRange(layer.Values.Mean.Min(), layer.Values.Mean.Max()),
        layer.Values is null ? null : new ValueRange(layer.Values.Variance.Min(), layer.Values.Variance.Max()));
}
