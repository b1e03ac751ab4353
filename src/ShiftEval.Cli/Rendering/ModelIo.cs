using System.Globalization;
using ShiftEval.Comparison.Results;

namespace ShiftEval.Cli.Rendering;

/// <summary>How a model was fed, as given or recognised, for people.</summary>
internal static class ModelIo
{
    public static string Describe(ImageInputResult image)
    {
        string colours = image.Channels == 1 ? "gray" : image.ChannelOrder;
        return string.Create(CultureInfo.InvariantCulture, $"input {image.Input} ({image.Layout}, {colours}, {image.Height} x {image.Width})");
    }
}
