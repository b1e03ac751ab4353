using System.Numerics;
using System.Numerics.Tensors;

namespace ShiftEval.Tests.Reference.Operators;

/// <summary>Conv as one matrix product per sample and group: weights [M, K] times unrolled windows [K, positions].</summary>
internal static class Convolution
{
    // Of the positions so many at a time that a strip of one output row stays in the first cache.
    private const int Strip = 1024;

    // So many rows are added at a time: each sum is loaded and stored once for all of them.
    private const int Unrolling = 4;

    public static Tensor64 Conv(OperatorCall call)
    {
        Tensor64 x = call.Input(0), weights = call.Input(1);
        double[]? bias = call.Optional(2)?.Data;
        Window window = Window.Over(call, x.Shape[2..], weights.Shape[2..]);
        int samples = x.Shape[0], channels = x.Shape[1], maps = weights.Shape[0], groups = (int)call.Int("group", 1);
        int groupChannels = channels / groups, groupMaps = maps / groups, depth = groupChannels * window.KernelSize;
        int positions = window.OutputSize;
        double[] y = new double[samples * maps * positions];

        Parallel.For(0, samples * groups, () => new double[depth * positions], (item, _, unrolled) =>
        {
            int sample = item / groups, group = item % groups;
            Unroll(x.Data.AsSpan(((sample * channels) + (group * groupChannels)) * window.InputSize), groupChannels, window, unrolled);
            for (int m = 0; m < groupMaps; m++)
            {
                int map = (group * groupMaps) + m;
                Span<double> row = y.AsSpan(((sample * maps) + map) * positions, positions);
                row.Fill(bias?[map] ?? 0);
                for (int start = 0; start < positions; start += Strip)
                {
                    Span<double> strip = row[start..Math.Min(start + Strip, positions)];
                    int k = 0;
                    for (; k + Unrolling <= depth; k += Unrolling)
                    {
                        AddFour(unrolled.AsSpan((k * positions) + start), positions, weights.Data.AsSpan((map * depth) + k, Unrolling), strip);
                    }

                    for (; k < depth; k++)
                    {
                        TensorPrimitives.MultiplyAdd(
                            unrolled.AsSpan((k * positions) + start, strip.Length), weights.Data[(map * depth) + k], strip, strip);
                    }
                }
            }

            return unrolled;
        }, _ => { });
        return new Tensor64(y, [samples, maps, .. window.OutputShape]);
    }

    /// <summary>sums[i] += Σ factors[j] · rows[j · stride + i] over four rows.</summary>
    private static void AddFour(ReadOnlySpan<double> rows, int stride, ReadOnlySpan<double> factors, Span<double> sums)
    {
        ReadOnlySpan<double> first = rows[..sums.Length], second = rows.Slice(stride, sums.Length);
        ReadOnlySpan<double> third = rows.Slice(2 * stride, sums.Length), fourth = rows.Slice(3 * stride, sums.Length);
        double a = factors[0], b = factors[1], c = factors[2], d = factors[3];
        int i = 0;
        for (; i + Vector<double>.Count <= sums.Length; i += Vector<double>.Count)
        {
            Vector<double> sum = new(sums[i..]);
            sum += (new Vector<double>(first[i..]) * a) + (new Vector<double>(second[i..]) * b)
                + (new Vector<double>(third[i..]) * c) + (new Vector<double>(fourth[i..]) * d);
            sum.CopyTo(sums[i..]);
        }

        for (; i < sums.Length; i++)
        {
            sums[i] += (first[i] * a) + (second[i] * b) + (third[i] * c) + (fourth[i] * d);
        }
    }

    /// <summary>unrolled[channel · taps + tap, position] = the input under that tap, 0 in the padding.</summary>
    private static void Unroll(ReadOnlySpan<double> input, int channels, Window window, double[] unrolled)
    {
        int at = 0;
        for (int c = 0; c < channels; c++)
        {
            ReadOnlySpan<double> plane = input.Slice(c * window.InputSize, window.InputSize);
            for (int a = 0; a < window.Kernel[0]; a++)
            {
                for (int b = 0; b < window.Kernel[1]; b++)
                {
                    for (int t = 0; t < window.Kernel[2]; t++)
                    {
                        for (int z = 0; z < window.Output[0]; z++)
                        {
                            int depth = window.At(0, z, a);
                            for (int y = 0; y < window.Output[1]; y++, at += window.Output[2])
                            {
                                int height = window.At(1, y, b);
                                Span<double> row = unrolled.AsSpan(at, window.Output[2]);
                                if (!window.Inside(0, depth) || !window.Inside(1, height))
                                {
                                    row.Clear();
                                    continue;
                                }

                                int line = ((depth * window.Input[1]) + height) * window.Input[2];
                                CopyLine(plane.Slice(line, window.Input[2]), window, t, row);
                            }
                        }
                    }
                }
            }
        }
    }

    /// <summary>row[i] = line under tap of output i, with the outputs that hang over either end set to 0.</summary>
    private static void CopyLine(ReadOnlySpan<double> line, Window window, int tap, Span<double> row)
    {
        int stride = window.Stride[2], origin = window.At(2, 0, tap);
        int first = Math.Clamp((-origin + stride - 1) / stride, 0, row.Length);
        int last = Math.Clamp((line.Length - origin + stride - 1) / stride, first, row.Length);
        row[..first].Clear();
        row[last..].Clear();
        if (stride == 1)
        {
            line.Slice(first + origin, last - first).CopyTo(row[first..]);
            return;
        }

        for (int i = first, at = (first * stride) + origin; i < last; i++, at += stride)
        {
            row[i] = line[at];
        }
    }
}
