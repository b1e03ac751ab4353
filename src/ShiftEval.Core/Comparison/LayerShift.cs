using ShiftEval.Comparison.Results;
using ShiftEval.Estimation.Targets;
using ShiftEval.Statistics;

namespace ShiftEval.Comparison;

/// <summary>How far a layer's statistics moved.</summary>
internal static class LayerShift
{
    /// <summary>Every layer's, in node order.</summary>
    public static IReadOnlyList<LayerShiftResult> Of(IStatisticsTarget target, ModelStatistics values) => [.. target.Layers.Select(layer => new LayerShiftResult(
        layer.Name,
        values[layer.Name].Channels,
        Of(target.Stored[layer.Name], values[layer.Name], layer.Epsilon)))];

    /// <summary>Mean over channels of W₂(N(m_old, v_old), N(m_new, v_new)) / sqrt(v_old + ε); W₂² = (Δm)² + (Δσ)².</summary>
    public static double Of(LayerStatistics old, LayerStatistics current, double epsilon)
    {
        double sum = 0;
        for (int c = 0; c < old.Channels; c++)
        {
            sum += Math.Sqrt(GaussianDistance.Squared(old, current, c)) / Math.Sqrt(Math.Max(0, old.Variance[c]) + epsilon);
        }

        return sum / old.Channels;
    }
}
