using ShiftEval.Comparison.Setup;

namespace ShiftEval.Comparison.Results;

/// <summary>How images enter a model, as given or recognised.</summary>
/// <param name="Input">The input.</param>
/// <param name="Layout"><c>nchw</c> or <c>nhwc</c>.</param>
/// <param name="ChannelOrder"><c>rgb</c> or <c>bgr</c>.</param>
/// <param name="Channels">1 or 3.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Width">In pixels.</param>
public sealed record ImageInputResult(string Input, string Layout, string ChannelOrder, int Channels, int Height, int Width)
{
    internal static ImageInputResult Of(ModelSetup model) => new(
        model.Signature.Input,
        model.Signature.Layout.ToString().ToLowerInvariant(),
        model.ChannelOrder.ToString().ToLowerInvariant(),
        model.Signature.Channels,
        model.Size.Height,
        model.Size.Width);
}
