using System.Globalization;
using ShiftEval.Diagnostics;
using ShiftEval.Estimation.Targets;
using ShiftEval.Statistics;

namespace ShiftEval.Comparison.Care;

/// <summary>Warns where the statistics that training left are far from those of its own images: an average that lags behind the weights.</summary>
internal static class StaleCheck
{
    // Mean over layers and channels, in standard deviations. Trained to the end the shipped networks are at 0.002 to 0.01, cut short at 0.08 to 0.4.
    private const double Far = 0.05;

    /// <param name="model">The model's name.</param>
    /// <param name="target">The model's layers.</param>
    /// <param name="precise">Statistics of the source images.</param>
    public static Warning? Of(string model, IStatisticsTarget target, ModelStatistics precise)
    {
        double distance = target.Layers.Average(layer => LayerShift.Of(target.Stored[layer.Name], precise[layer.Name], layer.Epsilon));
        return distance < Far
            ? null
            : new Warning(
                "ema-stale",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{model}: the stored statistics are {distance:0.00} standard deviations from those of the source images (precise), mean over layers: the average that training kept is stale, or the images are prepared otherwise than in training."));
    }
}
