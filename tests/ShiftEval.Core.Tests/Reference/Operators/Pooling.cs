namespace ShiftEval.Tests.Reference.Operators;

/// <summary>Largest and mean values of sliding windows and of whole planes.</summary>
internal static class Pooling
{
    public static Tensor64 Max(OperatorCall call)
    {
        if (call.Node.Outputs.Count > 1)
        {
            throw new NotSupportedException("MaxPool with indices.");
        }

        return Pool(call, static (sum, largest, inside, area) => largest);
    }

    public static Tensor64 Average(OperatorCall call) => call.Int("count_include_pad", 0) == 1
        ? Pool(call, static (sum, largest, inside, area) => sum / area)
        : Pool(call, static (sum, largest, inside, area) => sum / inside);

    public static Tensor64 GlobalAverage(OperatorCall call) => Global(call.Input(0), static plane => Sum(plane) / plane.Length);

    public static Tensor64 GlobalMax(OperatorCall call) => Global(call.Input(0), static plane => Largest(plane));

    /// <param name="call">The node.</param>
    /// <param name="result">Of the sum, the largest, the number of taps inside the input, and inside the padded input.</param>
    private static Tensor64 Pool(OperatorCall call, Func<double, double, int, int, double> result)
    {
        Tensor64 x = call.Input(0);
        long[] kernel = call.Ints("kernel_shape") ?? throw new InvalidDataException("A pool has no kernel_shape.");
        Window window = Window.Over(call, x.Shape[2..], Array.ConvertAll(kernel, length => (int)length));
        int planes = x.Shape[0] * x.Shape[1];
        double[] y = new double[planes * window.OutputSize];
        Parallel.For(0, planes, plane =>
        {
            ReadOnlySpan<double> input = x.Data.AsSpan(plane * window.InputSize, window.InputSize);
            int at = plane * window.OutputSize;
            for (int i = 0; i < window.Output[0]; i++)
            {
                for (int j = 0; j < window.Output[1]; j++)
                {
                    for (int k = 0; k < window.Output[2]; k++)
                    {
                        y[at++] = At(input, window, i, j, k, result);
                    }
                }
            }
        });
        return new Tensor64(y, [.. x.Shape[..2], .. window.OutputShape]);
    }

    private static double At(
        ReadOnlySpan<double> input, Window window, int i, int j, int k, Func<double, double, int, int, double> result)
    {
        double sum = 0, largest = double.NegativeInfinity;
        int inside = 0, area = 0;
        for (int a = 0; a < window.Kernel[0]; a++)
        {
            int depth = window.At(0, i, a);
            for (int b = 0; b < window.Kernel[1]; b++)
            {
                int height = window.At(1, j, b);
                for (int c = 0; c < window.Kernel[2]; c++)
                {
                    int width = window.At(2, k, c);
                    if (window.Inside(0, depth) && window.Inside(1, height) && window.Inside(2, width))
                    {
                        double value = input[(((depth * window.Input[1]) + height) * window.Input[2]) + width];
                        sum += value;
                        largest = Math.Max(largest, value);
                        inside++;
                    }

                    // Taps beyond the padding, where ceil_mode lets the last window reach, are not part of the area.
                    if (InPadded(window, 0, depth) && InPadded(window, 1, height) && InPadded(window, 2, width))
                    {
                        area++;
                    }
                }
            }
        }

        return result(sum, largest, inside, area);
    }

    private static bool InPadded(Window window, int axis, int coordinate) => coordinate < window.Input[axis] + window.End[axis];

    private static Tensor64 Global(Tensor64 x, Func<ReadOnlySpan<double>, double> reduce)
    {
        int planes = x.Shape[0] * x.Shape[1], inner = Tensor64.Size(x.Shape.AsSpan(2));
        double[] y = new double[planes];
        for (int plane = 0; plane < planes; plane++)
        {
            y[plane] = reduce(x.Data.AsSpan(plane * inner, inner));
        }

        return new Tensor64(y, [.. x.Shape[..2], .. Enumerable.Repeat(1, x.Rank - 2)]);
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        return sum;
    }

    private static double Largest(ReadOnlySpan<double> values)
    {
        double largest = double.NegativeInfinity;
        foreach (double value in values)
        {
            largest = Math.Max(largest, value);
        }

        return largest;
    }
}
