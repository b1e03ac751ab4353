namespace ShiftEval.Tests.Reference.Operators;

/// <summary>
/// ConvTranspose: every input element adds its weights under the window that a Conv over the output would have read for it.
/// </summary>
internal static class TransposedConvolution
{
    public static Tensor64 ConvTranspose(OperatorCall call)
    {
        if (call.Has("output_shape") || call.Text("auto_pad", "NOTSET") is not ("NOTSET" or "VALID"))
        {
            throw new NotSupportedException("ConvTranspose whose padding follows from the output's shape.");
        }

        Tensor64 x = call.Input(0), weights = call.Input(1);
        int groups = (int)call.Int("group", 1), groupChannels = x.Shape[1] / groups, groupMaps = weights.Shape[1], maps = groups * groupMaps;
        int[] shape = OutputShape(call, x.Shape[2..], weights.Shape[2..]);
        Window window = Window.Over(call, shape, weights.Shape[2..]);
        double[] y = new double[x.Shape[0] * maps * window.InputSize];
        double[]? bias = call.Optional(2)?.Data;
        for (int plane = 0; plane < x.Shape[0] * maps; plane++)
        {
            int sample = plane / maps, map = plane % maps, group = map / groupMaps;
            Span<double> output = y.AsSpan(plane * window.InputSize, window.InputSize);
            output.Fill(bias?[map] ?? 0);
            for (int c = group * groupChannels; c < (group + 1) * groupChannels; c++)
            {
                ReadOnlySpan<double> input = x.Data.AsSpan(((sample * x.Shape[1]) + c) * window.OutputSize, window.OutputSize);
                Scatter(input, weights.Data.AsSpan(((c * groupMaps) + (map % groupMaps)) * window.KernelSize, window.KernelSize), window, output);
            }
        }

        return new Tensor64(y, [x.Shape[0], maps, .. shape]);
    }

    private static int[] OutputShape(OperatorCall call, int[] input, int[] kernel)
    {
        long[] ones = [.. input.Select(_ => 1L)];
        long[] strides = call.Ints("strides") ?? ones, dilations = call.Ints("dilations") ?? ones;
        long[] pads = call.Ints("pads") ?? new long[2 * input.Length], extra = call.Ints("output_padding") ?? new long[input.Length];
        return [.. input.Select((length, i) => (int)(
            (strides[i] * (length - 1)) + extra[i] + ((kernel[i] - 1) * dilations[i]) + 1 - pads[i] - pads[input.Length + i]))];
    }

    private static void Scatter(ReadOnlySpan<double> input, ReadOnlySpan<double> weights, Window window, Span<double> output)
    {
        int at = 0;
        for (int i = 0; i < window.Output[0]; i++)
        {
            for (int j = 0; j < window.Output[1]; j++)
            {
                for (int k = 0; k < window.Output[2]; k++, at++)
                {
                    int tap = 0;
                    for (int a = 0; a < window.Kernel[0]; a++)
                    {
                        for (int b = 0; b < window.Kernel[1]; b++)
                        {
                            for (int c = 0; c < window.Kernel[2]; c++, tap++)
                            {
                                int depth = window.At(0, i, a), height = window.At(1, j, b), width = window.At(2, k, c);
                                if (window.Inside(0, depth) && window.Inside(1, height) && window.Inside(2, width))
                                {
                                    output[(((depth * window.Input[1]) + height) * window.Input[2]) + width] += input[at] * weights[tap];
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
