using System.Text;
using System.Text.Json;
using ShiftEval.Diagnostics;

namespace ShiftEval.Datasets.Imaging;

/// <summary>What is done to a decoded image before the model sees it, as a Hugging Face <c>preprocessor_config.json</c> says it.</summary>
/// <remarks>
/// Always in this order: resize, centre crop, rescale, normalise, flip the channels. Only the meaning of the keys is taken over, from
/// the image processors of the <c>transformers</c> library that work in NumPy; <see cref="Preprocessor"/> gives the arithmetic.
/// </remarks>
public sealed record Preprocessing
{
    /// <summary>Where these settings came from: a file, a model's metadata, or <c>unit</c>.</summary>
    public required string Origin { get; init; }

    /// <summary>The size resized to, whatever the shape; null when another rule or none applies.</summary>
    public ImageSize? Size { get; init; }

    /// <summary>The length the shorter side is resized to, the longer one in proportion, rounded down; null when another rule or none applies.</summary>
    public int? ShortestEdge { get; init; }

    /// <summary>With <see cref="ShortestEdge"/>: what the longer side may not exceed; null for no limit.</summary>
    public int? LongestEdge { get; init; }

    /// <summary>The filter of the resize; default bilinear.</summary>
    public ResamplingFilter Resample { get; init; } = ResamplingFilter.Bilinear;

    /// <summary>The size cut out of the middle, filled up with zeros where the image is smaller; null for none.</summary>
    public ImageSize? Crop { get; init; }

    /// <summary>What the samples 0 to 255 are multiplied by; null for none.</summary>
    public double? RescaleFactor { get; init; }

    /// <summary>Subtracted from each channel, red first: one value for all channels or one each; null for no normalisation.</summary>
    public IReadOnlyList<double>? Mean { get; init; }

    /// <summary>Each channel is divided by it, red first: one value for all channels or one each; null exactly when <see cref="Mean"/> is.</summary>
    public IReadOnlyList<double>? Std { get; init; }

    /// <summary>The order the tensor's channels end up in; means and deviations are red first either way.</summary>
    public ChannelOrder ChannelOrder { get; init; }

    /// <summary>Reads a <c>preprocessor_config.json</c>.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InputException">The file is missing, or one or more of its keys cannot be followed.</exception>
    public static Preprocessing Load(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string what = exception is FileNotFoundException or DirectoryNotFoundException
                ? "does not exist"
                : $"cannot be read ({exception.Message})";
            throw new InputException(path, what, "Name the model's preprocessor_config.json with --preprocess, or say --preprocess unit");
        }
    }

    /// <summary>Reads the text of a <c>preprocessor_config.json</c>.</summary>
    /// <param name="json">The text.</param>
    /// <param name="origin">How problems and results name it.</param>
    /// <exception cref="InputException">One or more keys are missing, malformed, or ask for what is not supported; all are listed.</exception>
    public static Preprocessing Parse(string json, string origin) => PreprocessingParser.Parse(json, origin);

    /// <summary>Plain 0..1 at the model's size: resized bilinearly whatever the shape, divided by 255.</summary>
    /// <param name="height">Rows of the model's input.</param>
    /// <param name="width">Columns of the model's input.</param>
    public static Preprocessing Unit(int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        return new Preprocessing { Origin = "unit", Size = new ImageSize(height, width), RescaleFactor = 1.0 / 255 };
    }

    /// <summary>These settings, without their origin, as a <c>preprocessor_config.json</c> on one line; equal settings give equal text.</summary>
    /// <returns>Text that <see cref="Parse"/> reads back to the same settings.</returns>
    public string ToCanonicalJson()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteBoolean("do_resize", Size is not null || ShortestEdge is not null);
            WriteResize(json);
            json.WriteBoolean("do_center_crop", Crop is not null);
            if (Crop is { } crop)
            {
                WriteSize(json, "crop_size", crop);
            }

            json.WriteBoolean("do_rescale", RescaleFactor is not null);
            if (RescaleFactor is { } factor)
            {
                json.WriteNumber("rescale_factor", factor);
            }

            json.WriteBoolean("do_normalize", Mean is not null);
            WriteNumbers(json, "image_mean", Mean);
            WriteNumbers(json, "image_std", Std);
            json.WriteBoolean("do_flip_channel_order", ChannelOrder == ChannelOrder.Bgr);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private void WriteResize(Utf8JsonWriter json)
    {
        if (Size is { } size)
        {
            WriteSize(json, "size", size);
        }
        else if (ShortestEdge is { } edge)
        {
            json.WriteStartObject("size");
            json.WriteNumber("shortest_edge", edge);
            if (LongestEdge is { } longest)
            {
                json.WriteNumber("longest_edge", longest);
            }

            json.WriteEndObject();
        }
        else
        {
            return;
        }

        json.WriteNumber("resample", (int)Resample);
    }

    private static void WriteSize(Utf8JsonWriter json, string name, ImageSize size)
    {
        json.WriteStartObject(name);
        json.WriteNumber("height", size.Height);
        json.WriteNumber("width", size.Width);
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyList<double>? values)
    {
        if (values is null)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (double value in values)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }
}
