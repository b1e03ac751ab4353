namespace ShiftEval.Tests.Reference.Operators;

/// <summary>Normalisations by the sample itself, which hold no statistics.</summary>
internal static class Normalizations
{
    public static Tensor64 Instance(OperatorCall call)
    {
        Tensor64 x = call.Input(0);
        double[] scale = call.Input(1).Data, bias = call.Input(2).Data;
        double epsilon = call.Float("epsilon", 1e-5f);
        int channels = x.Shape[1], inner = Tensor64.Size(x.Shape.AsSpan(2));
        IEnumerable<double> y = x.Data.Chunk(inner).SelectMany((plane, i) =>
        {
            double mean = plane.Average(), variance = plane.Average(value => (value - mean) * (value - mean));
            double factor = scale[i % channels] / Math.Sqrt(variance + epsilon), shift = bias[i % channels];
            return plane.Select(value => ((value - mean) * factor) + shift);
        });
        return new Tensor64([.. y], x.Shape);
    }

    /// <summary>LRN: y = x / (bias + α/size · Σ x²)^β, the sum over the channels around.</summary>
    public static Tensor64 LocalResponse(OperatorCall call)
    {
        Tensor64 x = call.Input(0);
        int size = (int)call.Int("size", 1), channels = x.Shape[1], inner = Tensor64.Size(x.Shape.AsSpan(2));
        double alpha = call.Float("alpha", 1e-4f), beta = call.Float("beta", 0.75), bias = call.Float("bias", 1);
        double[] y = new double[x.Data.Length];
        for (int i = 0; i < y.Length; i++)
        {
            int channel = i / inner % channels;
            int low = Math.Max(0, channel - ((size - 1) / 2)), high = Math.Min(channels - 1, channel + (size / 2));
            double squares = 0;
            for (int other = low; other <= high; other++)
            {
                double value = x.Data[i + ((other - channel) * inner)];
                squares += value * value;
            }

            y[i] = x.Data[i] / Math.Pow(bias + (alpha / size * squares), beta);
        }

        return new Tensor64(y, x.Shape);
    }
}
