using ShiftEval.Statistics;

namespace ShiftEval.Estimation;

/// <summary>Estimated statistics and what they rest on.</summary>
/// <param name="Statistics">Mean and variance of every layer.</param>
/// <param name="Samples">Positions of the samples used; unreadable ones are not among them.</param>
/// <param name="Counts">Values per channel that each layer's moments rest on, by layer name.</param>
public sealed record EstimationResult(ModelStatistics Statistics, IReadOnlyList<int> Samples, IReadOnlyDictionary<string, double> Counts);
