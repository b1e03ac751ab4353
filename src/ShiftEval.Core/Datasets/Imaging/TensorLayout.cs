namespace ShiftEval.Datasets.Imaging;

/// <summary>The order of a batch's axes.</summary>
public enum TensorLayout
{
    /// <summary>Batch, channel, row, column.</summary>
    Nchw,

    /// <summary>Batch, row, column, channel.</summary>
    Nhwc,
}
