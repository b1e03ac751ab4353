using ShiftEval.Datasets.Imaging;

namespace ShiftEval.Tests.Datasets.Imaging;

/// <summary>The resampler written down once more, one output sample at a time, without tables, vectors or a shared window.</summary>
internal static class NaiveResampler
{
    public static RgbImage Resize(RgbImage source, int width, int height, ResamplingFilter filter)
    {
        byte[] between = new byte[width * source.Height * 3];
        for (int y = 0; y < source.Height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                for (int c = 0; c < 3; c++)
                {
                    int row = y;
                    int channel = c;
                    between[(y * width + x) * 3 + c] =
                        Sample(source.Width, width, x, filter, i => source.Pixels[(row * source.Width + i) * 3 + channel]);
                }
            }
        }

        byte[] result = new byte[width * height * 3];
        for (int y = 0; y < height; y++)
        {
            for (int i = 0; i < width * 3; i++)
            {
                int column = i;
                result[y * width * 3 + i] = Sample(source.Height, height, y, filter, row => between[row * width * 3 + column]);
            }
        }

        return new RgbImage(width, height, result);
    }

    private static byte Sample(int input, int output, int position, ResamplingFilter filter, Func<int, byte> at)
    {
        if (input == output)
        {
            return at(position);
        }

        double scale = (double)input / output;
        double wide = scale < 1 ? 1 : scale;
        double support = wide * filter switch
        {
            ResamplingFilter.Box => 0.5,
            ResamplingFilter.Bicubic => 2,
            ResamplingFilter.Lanczos => 3,
            _ => 1,
        };
        double centre = (position + 0.5) * scale;
        int first = Math.Max(0, (int)(centre - support + 0.5));
        int end = Math.Min(input, (int)(centre + support + 0.5));
        double[] weights = [.. Enumerable.Range(first, end - first).Select(i => Weight(filter, (i - centre + 0.5) * (1 / wide)))];
        double total = 0;
        foreach (double weight in weights)
        {
            total += weight;
        }

        long sum = 1 << 21;
        for (int i = first; i < end; i++)
        {
            double scaled = weights[i - first] / total * 4194304;
            sum += at(i) * (long)(scaled + (scaled < 0 ? -0.5 : 0.5));
        }

        long shifted = sum >> 22;
        return (byte)(shifted < 0 ? 0 : shifted > 255 ? 255 : shifted);
    }

    private static double Weight(ResamplingFilter filter, double x)
    {
        double d = Math.Abs(x);
        switch (filter)
        {
            case ResamplingFilter.Box:
                return x > -0.5 && x <= 0.5 ? 1 : 0;
            case ResamplingFilter.Bilinear:
                return d < 1 ? 1 - d : 0;
            case ResamplingFilter.Bicubic:
                return d < 1 ? (1.5 * d - 2.5) * d * d + 1 : d < 2 ? (((d - 5) * d + 8) * d - 4) * -0.5 : 0;
            case ResamplingFilter.Hamming:
                return d == 0 ? 1 : d < 1 ? Math.Sin(d * Math.PI) / (d * Math.PI) * (0.54f + 0.46f * Math.Cos(d * Math.PI)) : 0;
            default:
                return d < 3 ? Sinc(x) * Sinc(x / 3) : 0;
        }
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(x * Math.PI) / (x * Math.PI);
}
