using System.Numerics;
using ShiftEval.Statistics;

namespace ShiftEval.Estimation;

/// <summary>Per-channel moments of a tensor in memory.</summary>
internal static class TensorMoments
{
    /// <summary>Moments over all axes but the second.</summary>
    /// <param name="x">Row-major values of shape [N, C, …].</param>
    /// <param name="shape">The shape.</param>
    /// <param name="samples">How many of the N leading samples count; the rest is padding.</param>
    /// <param name="weights">How much each of them counts, at least 0, shape [samples]; null counts all alike.</param>
    /// <remarks>
    /// In double around a shift taken from the data, so that squares stay small; the channels are independent, so the
    /// result does not depend on the number of threads.
    /// </remarks>
    public static unsafe ChannelMoments Measure(ReadOnlySpan<float> x, ReadOnlySpan<long> shape, int samples, double[]? weights = null)
    {
        int channels = (int)shape[1];
        int area = 1;
        foreach (long side in shape[2..])
        {
            area = checked(area * (int)side);
        }

        if (x.Length < (long)samples * channels * area)
        {
            throw new ArgumentException($"{x.Length} values are fewer than {samples} x {channels} x {area}", nameof(x));
        }

        double[] mean = new double[channels];
        double[] m2 = new double[channels];
        double count = (weights?.Sum() ?? samples) * area;
        int length = x.Length;
        fixed (float* pinned = x)
        {
            nint address = (nint)pinned;
            Parallel.For(0, channels, c =>
            {
                ReadOnlySpan<float> values = new((void*)address, length);
                double shift = values[c * area];
                double sum = 0;
                double squares = 0;
                for (int n = 0; n < samples; n++)
                {
                    (double planeSum, double planeSquares) = Measure(values.Slice(((n * channels) + c) * area, area), shift);
                    double weight = weights?[n] ?? 1;
                    sum += weight * planeSum;
                    squares += weight * planeSquares;
                }

                // Samples that all weigh nothing have no moments of their own, and merge into others without a trace.
                double gap = count > 0 ? sum / count : 0;
                double centred = squares - (sum * gap);
                mean[c] = shift + gap;
                m2[c] = centred < 0 ? 0 : centred;
            });
        }

        return new ChannelMoments(count, mean, m2);
    }

    private static (double Sum, double Squares) Measure(ReadOnlySpan<float> plane, double shift)
    {
        Vector<double> shifts = new(shift);
        Vector<double> sums = Vector<double>.Zero;
        Vector<double> squared = Vector<double>.Zero;
        int i = 0;
        for (; i <= plane.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(plane[i..]), out Vector<double> low, out Vector<double> high);
            low -= shifts;
            high -= shifts;
            sums += low + high;
            squared += (low * low) + (high * high);
        }

        double sum = Vector.Sum(sums);
        double squares = Vector.Sum(squared);
        for (; i < plane.Length; i++)
        {
            double value = plane[i] - shift;
            sum += value;
            squares += value * value;
        }

        return (sum, squares);
    }
}
