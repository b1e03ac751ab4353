using ShiftEval.Estimation.Measurable;

namespace ShiftEval.Estimation.TestTime;

/// <summary>The values of a graph that hold a layer's statistics, sample by sample.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Mean">Name of the means, shape [N, C].</param>
/// <param name="Variance">Name of the variances, shape [N, C].</param>
internal readonly record struct SampleStatisticsNames(MeasurableLayer Layer, string Mean, string Variance);
