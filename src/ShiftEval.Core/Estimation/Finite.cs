using ShiftEval.Diagnostics;
using ShiftEval.Statistics;

namespace ShiftEval.Estimation;

/// <summary>Stops an estimation whose numbers are no longer numbers.</summary>
internal static class Finite
{
    /// <exception cref="RunFailedException">A mean or sum of squares is NaN or infinite.</exception>
    public static void Require(string model, string layer, ChannelMoments moments)
    {
        int channel = Array.FindIndex(moments.Mean, m => !double.IsFinite(m));
        channel = channel >= 0 ? channel : Array.FindIndex(moments.M2, m => !double.IsFinite(m));
        if (channel >= 0)
        {
            throw new RunFailedException($"{model}, layer {layer}", $"the values of channel {channel} are not finite numbers", "Check the preprocessing and the layers below");
        }
    }
}
