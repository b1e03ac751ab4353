namespace ShiftEval.Statistics;

/// <summary>The mean and variance one BatchNorm node normalises with.</summary>
/// <param name="Mean">Mean of each channel, shape [C].</param>
/// <param name="Variance">Population variance of each channel (division by n), shape [C].</param>
public sealed record LayerStatistics(double[] Mean, double[] Variance)
{
    /// <summary>Number of channels.</summary>
    public int Channels => Mean.Length;
}
