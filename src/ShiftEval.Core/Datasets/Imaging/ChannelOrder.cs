namespace ShiftEval.Datasets.Imaging;

/// <summary>The order of a tensor's colour channels.</summary>
public enum ChannelOrder
{
    /// <summary>Red first.</summary>
    Rgb,

    /// <summary>Blue first.</summary>
    Bgr,
}
