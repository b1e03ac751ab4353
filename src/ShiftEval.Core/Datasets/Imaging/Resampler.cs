using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ShiftEval.Datasets.Imaging;

/// <summary>Resizes as Pillow's <c>Image.resize</c> does, bit for bit.</summary>
/// <remarks>
/// A model trained behind Pillow or torchvision expects Pillow's pixels; other libraries' resizers differ by up to 27 of 255. Two passes in
/// 22-bit fixed point: along the rows, rounded to 8 bits, then along the columns. When shrinking, the filter is widened by the scale.
/// </remarks>
public static class Resampler
{
    private const int Half = 1 << (ResamplingWeights.FractionBits - 1);

    /// <summary>Resizes a picture.</summary>
    /// <param name="source">The picture; left alone.</param>
    /// <param name="width">Pixels in a row of the result, at least 1.</param>
    /// <param name="height">Rows of the result, at least 1.</param>
    /// <param name="filter">The filter.</param>
    /// <returns>A new picture; a copy when the size is the source's already.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A size below 1, or not a filter.</exception>
    public static RgbImage Resize(RgbImage source, int width, int height, ResamplingFilter filter)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new RgbImage(width, height, Resize(source.Pixels, source.Width, source.Height, 3, width, height, filter));
    }

    /// <summary>Resizes interleaved samples of any number of channels.</summary>
    internal static byte[] Resize(
        ReadOnlySpan<byte> source, int sourceWidth, int sourceHeight, int channels, int width, int height, ResamplingFilter filter)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (!Enum.IsDefined(filter))
        {
            throw new ArgumentOutOfRangeException(nameof(filter), filter, "Not a resampling filter.");
        }

        if (width == sourceWidth && height == sourceHeight)
        {
            return source.ToArray();
        }

        byte[] result = GC.AllocateUninitializedArray<byte>(checked(width * height * channels));
        if (filter == ResamplingFilter.Nearest)
        {
            Nearest(source, sourceWidth, sourceHeight, channels, result, width, height);
        }
        else if (height == sourceHeight)
        {
            AlongRows(source, sourceWidth, channels, result, width, ResamplingWeights.For(sourceWidth, width, filter));
        }
        else if (width == sourceWidth)
        {
            AlongColumns(source, width * channels, 0, result, ResamplingWeights.For(sourceHeight, height, filter));
        }
        else
        {
            ResamplingWeights down = ResamplingWeights.For(sourceHeight, height, filter);
            int first = down.First;
            int stride = width * channels;
            int length = checked((down.End - first) * stride);
            byte[] between = ArrayPool<byte>.Shared.Rent(length);
            ReadOnlySpan<byte> used = source[(first * sourceWidth * channels)..(down.End * sourceWidth * channels)];
            AlongRows(used, sourceWidth, channels, between.AsSpan(0, length), width, ResamplingWeights.For(sourceWidth, width, filter));
            AlongColumns(between.AsSpan(0, length), stride, first, result, down);
            ArrayPool<byte>.Shared.Return(between);
        }

        return result;
    }

    // Pillow's ImagingScaleAffine: positions are summed up, not multiplied out, so rounding falls as it does there.
    private static void Nearest(
        ReadOnlySpan<byte> source, int sourceWidth, int sourceHeight, int channels, Span<byte> result, int width, int height)
    {
        int[] columns = new int[width];
        double step = (double)sourceWidth / width;
        double at = step * 0.5;
        for (int x = 0; x < width; x++, at += step)
        {
            columns[x] = Math.Min((int)at, sourceWidth - 1) * channels;
        }

        step = (double)sourceHeight / height;
        at = step * 0.5;
        int target = 0;
        for (int y = 0; y < height; y++, at += step)
        {
            ReadOnlySpan<byte> row = source.Slice(Math.Min((int)at, sourceHeight - 1) * sourceWidth * channels, sourceWidth * channels);
            foreach (int column in columns)
            {
                row.Slice(column, channels).CopyTo(result[target..]);
                target += channels;
            }
        }
    }

    private static void AlongRows(
        ReadOnlySpan<byte> source, int sourceWidth, int channels, Span<byte> result, int width, ResamplingWeights weights)
    {
        int sourceStride = sourceWidth * channels;
        int stride = width * channels;
        int rows = source.Length / sourceStride;
        for (int row = 0; row < rows; row++)
        {
            Span<byte> target = result.Slice(row * stride, stride);

            // The vector form reads four bytes for a pixel of three, which only past the last row leaves the picture.
            if (channels == 3 && row < rows - 1)
            {
                RowOfThree(source[(row * sourceStride)..], target, weights);
            }
            else
            {
                Row(source.Slice(row * sourceStride, sourceStride), channels, target, weights);
            }
        }
    }

    private static void Row(ReadOnlySpan<byte> source, int channels, Span<byte> target, ResamplingWeights weights)
    {
        for (int i = 0; i < target.Length; i++)
        {
            int position = i / channels;
            int from = weights.Starts[position] * channels + i % channels;
            int sum = Half;
            foreach (int weight in weights.Values.AsSpan(position * weights.Stride, weights.Counts[position]))
            {
                sum += source[from] * weight;
                from += channels;
            }

            target[i] = Clip(sum);
        }
    }

    private static void RowOfThree(ReadOnlySpan<byte> source, Span<byte> target, ResamplingWeights weights)
    {
        for (int position = 0; position < weights.Starts.Length; position++)
        {
            ReadOnlySpan<int> taps = weights.Values.AsSpan(position * weights.Stride, weights.Counts[position]);
            ReadOnlySpan<byte> window = source.Slice(weights.Starts[position] * 3, taps.Length * 3 + 1);
            Vector128<int> sum = Vector128.Create(Half);
            for (int i = 0; i < taps.Length; i++)
            {
                Vector128<byte> pixel = Vector128.CreateScalarUnsafe(MemoryMarshal.Read<uint>(window.Slice(i * 3, 4))).AsByte();
                sum += Vector128.WidenLower(Vector128.WidenLower(pixel)).AsInt32() * taps[i];
            }

            Vector128<int> clipped = Clip(sum);
            target[position * 3 + 2] = (byte)clipped.GetElement(2);
            target[position * 3 + 1] = (byte)clipped.GetElement(1);
            target[position * 3] = (byte)clipped.GetElement(0);
        }
    }

    private static void AlongColumns(ReadOnlySpan<byte> source, int stride, int firstRow, Span<byte> result, ResamplingWeights weights)
    {
        for (int row = 0; row < weights.Starts.Length; row++)
        {
            ReadOnlySpan<int> taps = weights.Values.AsSpan(row * weights.Stride, weights.Counts[row]);
            ReadOnlySpan<byte> window = source.Slice((weights.Starts[row] - firstRow) * stride, taps.Length * stride);
            Span<byte> target = result.Slice(row * stride, stride);
            if (stride < Vector256<byte>.Count)
            {
                for (int i = 0; i < stride; i++)
                {
                    target[i] = Column(window[i..], stride, taps);
                }

                continue;
            }

            for (int i = 0; i < stride; i += Vector256<byte>.Count)
            {
                // The last step begins earlier and repeats some columns, so that none needs a scalar form.
                int at = Math.Min(i, stride - Vector256<byte>.Count);
                Columns(window[at..], stride, taps).CopyTo(target[at..]);
            }
        }
    }

    private static byte Column(ReadOnlySpan<byte> window, int stride, ReadOnlySpan<int> taps)
    {
        int sum = Half;
        for (int i = 0; i < taps.Length; i++)
        {
            sum += window[i * stride] * taps[i];
        }

        return Clip(sum);
    }

    private static Vector256<byte> Columns(ReadOnlySpan<byte> window, int stride, ReadOnlySpan<int> taps)
    {
        Vector256<int> a = Vector256.Create(Half);
        Vector256<int> b = a;
        Vector256<int> c = a;
        Vector256<int> d = a;
        for (int i = 0; i < taps.Length; i++)
        {
            (Vector256<ushort> low, Vector256<ushort> high) = Vector256.Widen(Vector256.Create(window.Slice(i * stride, Vector256<byte>.Count)));
            Vector256<int> weight = Vector256.Create(taps[i]);
            a += Vector256.WidenLower(low).AsInt32() * weight;
            b += Vector256.WidenUpper(low).AsInt32() * weight;
            c += Vector256.WidenLower(high).AsInt32() * weight;
            d += Vector256.WidenUpper(high).AsInt32() * weight;
        }

        Vector256<ushort> first = Vector256.Narrow(Clip(a).AsUInt32(), Clip(b).AsUInt32());
        Vector256<ushort> second = Vector256.Narrow(Clip(c).AsUInt32(), Clip(d).AsUInt32());
        return Vector256.Narrow(first, second);
    }

    private static byte Clip(int sum) => (byte)Math.Clamp(sum >> ResamplingWeights.FractionBits, 0, 255);

    private static Vector128<int> Clip(Vector128<int> sum) =>
        Vector128.Min(Vector128.Max(sum >> ResamplingWeights.FractionBits, Vector128<int>.Zero), Vector128.Create(255));

    private static Vector256<int> Clip(Vector256<int> sum) =>
        Vector256.Min(Vector256.Max(sum >> ResamplingWeights.FractionBits, Vector256<int>.Zero), Vector256.Create(255));
}
