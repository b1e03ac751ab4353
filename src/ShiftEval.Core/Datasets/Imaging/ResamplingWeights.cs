using System.Collections.Concurrent;

namespace ShiftEval.Datasets.Imaging;

/// <summary>For each output position along one axis: the first source position, their number, and the fixed-point weights.</summary>
/// <remarks>Pillow's <c>precompute_coeffs</c> and <c>normalize_coeffs_8bpc</c>, operation by operation.</remarks>
internal sealed class ResamplingWeights
{
    /// <summary>Fraction bits of a weight: 32 less 8 for the sample and 2 for the overshoot of negative lobes.</summary>
    public const int FractionBits = 32 - 8 - 2;

    private const int CachedTables = 256;
    private static readonly ConcurrentDictionary<(int Input, int Output, ResamplingFilter Filter), ResamplingWeights> Cache = new();

    private ResamplingWeights(int[] starts, int[] counts, int[] values, int stride)
    {
        Starts = starts;
        Counts = counts;
        Values = values;
        Stride = stride;
    }

    public int[] Starts { get; }

    public int[] Counts { get; }

    /// <summary>Weights of output position i from index <c>i · Stride</c> on.</summary>
    public int[] Values { get; }

    public int Stride { get; }

    /// <summary>The first source position any output uses.</summary>
    public int First => Starts[0];

    /// <summary>One past the last source position any output uses.</summary>
    public int End => Starts[^1] + Counts[^1];

    public static ResamplingWeights For(int input, int output, ResamplingFilter filter)
    {
        if (Cache.TryGetValue((input, output, filter), out ResamplingWeights? known))
        {
            return known;
        }

        // Images of ever new sizes must not fill the memory.
        if (Cache.Count >= CachedTables)
        {
            Cache.Clear();
        }

        return Cache.GetOrAdd((input, output, filter), Compute(input, output, filter));
    }

    private static ResamplingWeights Compute(int input, int output, ResamplingFilter filter)
    {
        double scale = (double)input / output;
        double filterScale = Math.Max(scale, 1.0);
        double support = Support(filter) * filterScale;
        int stride = (int)Math.Ceiling(support) * 2 + 1;
        double inverse = 1.0 / filterScale;
        int[] starts = new int[output];
        int[] counts = new int[output];
        int[] values = new int[checked(output * stride)];
        double[] weights = new double[stride];

        for (int position = 0; position < output; position++)
        {
            double centre = (position + 0.5) * scale;
            int start = Math.Max((int)(centre - support + 0.5), 0);
            int count = Math.Min((int)(centre + support + 0.5), input) - start;
            double sum = 0.0;
            for (int i = 0; i < count; i++)
            {
                weights[i] = Weight(filter, (i + start - centre + 0.5) * inverse);
                sum += weights[i];
            }

            for (int i = 0; i < count; i++)
            {
                double share = (sum != 0.0 ? weights[i] / sum : weights[i]) * (1 << FractionBits);
                values[position * stride + i] = (int)(share < 0 ? share - 0.5 : share + 0.5);
            }

            starts[position] = start;
            counts[position] = count;
        }

        return new ResamplingWeights(starts, counts, values, stride);
    }

    private static double Support(ResamplingFilter filter) => filter switch
    {
        ResamplingFilter.Box => 0.5,
        ResamplingFilter.Bilinear or ResamplingFilter.Hamming => 1.0,
        ResamplingFilter.Bicubic => 2.0,
        ResamplingFilter.Lanczos => 3.0,
        _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "Not a filter with weights."),
    };

    private static double Weight(ResamplingFilter filter, double x) => filter switch
    {
        ResamplingFilter.Box => x is > -0.5 and <= 0.5 ? 1.0 : 0.0,
        ResamplingFilter.Bilinear => Math.Max(1.0 - Math.Abs(x), 0.0),
        ResamplingFilter.Hamming => Hamming(Math.Abs(x)),
        ResamplingFilter.Bicubic => Bicubic(Math.Abs(x)),
        _ => x is >= -3.0 and < 3.0 ? Sinc(x) * Sinc(x / 3) : 0.0,
    };

    private static double Bicubic(double x)
    {
        const double a = -0.5;
        return x < 1.0 ? ((a + 2.0) * x - (a + 3.0)) * x * x + 1
            : x < 2.0 ? (((x - 5) * x + 8) * x - 4) * a
            : 0.0;
    }

    // Pillow's constants are single precision.
    private static double Hamming(double x) =>
        x == 0.0 ? 1.0 : x >= 1.0 ? 0.0 : Sinc(x) * (0.54f + 0.46f * Math.Cos(x * Math.PI));

    private static double Sinc(double x) => x == 0.0 ? 1.0 : Math.Sin(x * Math.PI) / (x * Math.PI);
}
