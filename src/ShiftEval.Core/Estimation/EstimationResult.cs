using ShiftEval.Statistics;

namespace ShiftEval.Estimation;

/// <summary>Estimated statistics and what they rest on.</summary>
/// <param name="Statistics">Mean and variance of every layer.</param>
/// <param name="Samples">Positions of the samples used; unreadable ones are not among them.</param>
/// <param name="Counts">Values per channel that each layer's moments rest on, by layer name; 0 for a layer that no sample reached, which keeps what it has.</param>
public sealed record EstimationResult(ModelStatistics Statistics, IReadOnlyList<int> Samples, IReadOnlyDictionary<string, double> Counts)
{
    /// <summary>Channels of folded layers that have too little variance to be renormalised and stay as they are, by layer name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<int>> KeptChannels { get; init; } = new Dictionary<string, IReadOnlyList<int>>(StringComparer.Ordinal);

    /// <summary>What was accumulated, by layer name, before anything was adjusted: moments of no values for a layer that no sample reached.</summary>
    public IReadOnlyDictionary<string, LayerSums> Sums { get; init; } = new Dictionary<string, LayerSums>(StringComparer.Ordinal);

    /// <summary>Where layers normalised batches by themselves: which batch, from 0, each of <see cref="Samples"/> was in; empty elsewhere.</summary>
    public IReadOnlyList<int> Batches { get; init; } = [];
}
