using System.Globalization;
using ShiftEval.Diagnostics;

namespace ShiftEval.Datasets.Imaging;

/// <summary>Turns decoded images into the values of a model's input, in the arithmetic of Hugging Face's NumPy image processors.</summary>
/// <remarks>
/// <para>Resize and crop work on 8 bits. A sample x becomes <c>(float(x · factor) − float(mean)) / float(std)</c>: the product in double
/// precision, rounded to single, the rest in single precision. There are only 256 samples, so this is a table for each channel.</para>
/// <para>With one channel the image is made gray first: <c>(19595 R + 38470 G + 7471 B + 32768) &gt;&gt; 16</c>, Pillow's <c>L</c>.</para>
/// <para>Safe for use from several threads.</para>
/// </remarks>
public sealed class Preprocessor
{
    private readonly Preprocessing preprocessing;
    private readonly int channels;
    private readonly TensorLayout layout;
    private readonly ChannelOrder order;
    private readonly float[][] tables;

    /// <summary>Prepares the tables.</summary>
    /// <param name="preprocessing">What to do.</param>
    /// <param name="channels">Channels of the model's input: 1 (gray) or 3.</param>
    /// <param name="layout">The order of the axes in the destination.</param>
    /// <param name="order">The order of the colours; blue comes first if either this or <paramref name="preprocessing"/> says so.</param>
    /// <exception cref="InputException">Means or deviations are of another number of channels, or the channels are neither 1 nor 3.</exception>
    public Preprocessor(Preprocessing preprocessing, int channels, TensorLayout layout = TensorLayout.Nchw, ChannelOrder order = ChannelOrder.Rgb)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        CheckChannels(preprocessing, channels);
        this.preprocessing = preprocessing;
        this.channels = channels;
        this.layout = layout;
        this.order = order == ChannelOrder.Bgr ? order : preprocessing.ChannelOrder;
        tables = [.. Enumerable.Range(0, channels).Select(channel => Table(preprocessing, channel))];
        OutputSize = (preprocessing.Crop ?? preprocessing.Size) is { } size ? (size.Height, size.Width) : null;
    }

    /// <summary>Rows and columns of every result; null when they depend on the image.</summary>
    public (int Height, int Width)? OutputSize { get; }

    /// <summary>Prepares one image.</summary>
    /// <param name="image">The image; left alone.</param>
    /// <param name="destination">One sample of the batch: channels · height · width values, in this preprocessor's layout.</param>
    /// <exception cref="ImageException">The result does not have as many values as the destination.</exception>
    public void Apply(RgbImage image, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(image);
        byte[] samples = channels == 1 ? ToGray(image.Pixels) : image.Pixels;
        ImageSize size = new(image.Height, image.Width);
        ImageSize resized = Target(size);
        ImageSize output = preprocessing.Crop ?? resized;
        if ((long)output.Height * output.Width * channels != destination.Length)
        {
            throw new ImageException(string.Create(CultureInfo.InvariantCulture,
                $"is {output.Height} x {output.Width} after preprocessing, {(long)output.Height * output.Width * channels} values; the model takes {destination.Length}"));
        }

        if (resized != size)
        {
            samples = Resampler.Resize(samples, size.Width, size.Height, channels, resized.Width, resized.Height, preprocessing.Resample);
        }

        for (int channel = 0; channel < channels; channel++)
        {
            int place = order == ChannelOrder.Bgr ? channels - 1 - channel : channel;
            (int start, int step) = layout == TensorLayout.Nchw ? (place * output.Height * output.Width, 1) : (place, channels);
            Write(samples, resized, channel, output, destination[start..], step);
        }
    }

    /// <summary>The size after the resize.</summary>
    private ImageSize Target(ImageSize size)
    {
        if (preprocessing.ShortestEdge is not { } edge)
        {
            return preprocessing.Size ?? size;
        }

        int shortSide = Math.Min(size.Height, size.Width);
        long longSide = Math.Max(size.Height, size.Width);
        int newShort = edge;
        long newLong = (long)((double)(edge * longSide) / shortSide);
        if (preprocessing.LongestEdge is { } longest && newLong > longest)
        {
            newShort = (int)((double)((long)longest * newShort) / newLong);
            newLong = longest;
        }

        if (newShort < 1 || newLong > ImageDecoder.MaximumPixels / newShort)
        {
            throw new ImageException(string.Create(CultureInfo.InvariantCulture,
                $"is {size.Height} x {size.Width}, too long and narrow to be resized to {newShort} x {newLong}"));
        }

        return size.Width <= size.Height ? new ImageSize((int)newLong, newShort) : new ImageSize(newShort, (int)newLong);
    }

    /// <summary>One channel, cut out of the middle. The offset is rounded down also where it is negative; outside the image samples are 0.</summary>
    private void Write(byte[] samples, ImageSize size, int channel, ImageSize output, Span<float> target, int step)
    {
        float[] table = tables[channel];
        int top = (size.Height - output.Height) >> 1;
        int left = (size.Width - output.Width) >> 1;
        int at = 0;
        for (int y = 0; y < output.Height; y++)
        {
            bool inside = (uint)(y + top) < (uint)size.Height;
            ReadOnlySpan<byte> row = inside ? samples.AsSpan((y + top) * size.Width * channels, size.Width * channels) : [];
            if (inside && left >= 0)
            {
                for (int from = left * channels + channel; from < (left + output.Width) * channels; from += channels, at += step)
                {
                    target[at] = table[row[from]];
                }

                continue;
            }

            for (int x = left; x < left + output.Width; x++, at += step)
            {
                target[at] = table[inside && (uint)x < (uint)size.Width ? row[x * channels + channel] : 0];
            }
        }
    }

    private static byte[] ToGray(byte[] pixels)
    {
        byte[] gray = GC.AllocateUninitializedArray<byte>(pixels.Length / 3);
        for (int i = 0; i < gray.Length; i++)
        {
            gray[i] = (byte)((pixels[i * 3] * 19595 + pixels[i * 3 + 1] * 38470 + pixels[i * 3 + 2] * 7471 + 0x8000) >> 16);
        }

        return gray;
    }

    private static float[] Table(Preprocessing preprocessing, int channel)
    {
        float[] table = new float[256];
        for (int sample = 0; sample < table.Length; sample++)
        {
            float value = preprocessing.RescaleFactor is { } factor ? (float)(sample * factor) : sample;
            if (preprocessing is { Mean: { } mean, Std: { } std })
            {
                value = (value - (float)Of(mean, channel)) / (float)Of(std, channel);
            }

            table[sample] = value;
        }

        return table;
    }

    private static double Of(IReadOnlyList<double> values, int channel) => values.Count == 1 ? values[0] : values[channel];

    private static void CheckChannels(Preprocessing preprocessing, int channels)
    {
        ProblemList problems = new();
        string number = channels.ToString(CultureInfo.InvariantCulture);
        if (channels is not (1 or 3))
        {
            problems.Add("the model's input", $"has {number} channels", "Use a model that takes gray (1) or colour (3) images");
        }

        foreach ((string key, IReadOnlyList<double>? values) in new[] { ("image_mean", preprocessing.Mean), ("image_std", preprocessing.Std) })
        {
            if (values is { Count: int count } && count != 1 && count != channels)
            {
                problems.Add($"{preprocessing.Origin}, $.{key}",
                    $"has {count.ToString(CultureInfo.InvariantCulture)} values, and the model's input has {number} channel{(channels == 1 ? "" : "s")}",
                    "Write one value a channel");
            }
        }

        problems.ThrowIfAny();
    }
}
