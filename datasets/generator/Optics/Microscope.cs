using ShiftEval.SmearGenerator.Biology;

namespace ShiftEval.SmearGenerator.Optics;

/// <summary>From dye to light: Beer–Lambert, vignetting and defocus, at twice the camera's resolution.</summary>
internal static class Microscope
{
    private const int Oversampling = 2;

    /// <summary>Light on the sensor: <paramref name="size"/>² pixels, row by row, red, green and blue.</summary>
    public static double[] Expose(Field field, Slide slide, int size)
    {
        int fine = size * Oversampling;
        double pitch = slide.Lab.PixelPitch / Oversampling;
        double[] light = new double[fine * fine * 3];
        for (int row = 0; row < fine; row++)
        {
            for (int column = 0; column < fine; column++)
            {
                double x = (column + 0.5 - fine / 2) * pitch;
                double y = (row + 0.5 - fine / 2) * pitch;
                Dye dye = field.At(x, y);
                Rgb density = dye.Azure * slide.Azure + dye.Eosin * slide.Eosin;
                Rgb through = density.Map(value => Math.Pow(10, -value));
                double u = 2.0 * column / fine - 1 - slide.LightX;
                double v = 2.0 * row / fine - 1 - slide.LightY;
                Rgb here = (1 - slide.Lab.Vignetting * (u * u + v * v) / 2) * (slide.Illuminant * through);
                int at = (row * fine + column) * 3;
                light[at] = here.R;
                light[at + 1] = here.G;
                light[at + 2] = here.B;
            }
        }

        return Bin(Blur(light, fine, slide.Defocus / pitch), size);
    }

    private static double[] Blur(double[] light, int size, double deviation)
    {
        int reach = (int)Math.Ceiling(3 * deviation);
        double[] kernel = [.. Enumerable.Range(-reach, 2 * reach + 1).Select(offset => Math.Exp(-offset * offset / (2 * deviation * deviation)))];
        double sum = kernel.Sum();
        double[] across = Convolve(light, size, kernel, sum, rows: false);
        return Convolve(across, size, kernel, sum, rows: true);
    }

    private static double[] Convolve(double[] light, int size, double[] kernel, double sum, bool rows)
    {
        int reach = kernel.Length / 2;
        double[] result = new double[light.Length];
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column < size; column++)
            {
                double red = 0;
                double green = 0;
                double blue = 0;
                for (int k = 0; k < kernel.Length; k++)
                {
                    int place = Math.Clamp((rows ? row : column) + k - reach, 0, size - 1);
                    int from = (rows ? place * size + column : row * size + place) * 3;
                    red += kernel[k] * light[from];
                    green += kernel[k] * light[from + 1];
                    blue += kernel[k] * light[from + 2];
                }

                int at = (row * size + column) * 3;
                result[at] = red / sum;
                result[at + 1] = green / sum;
                result[at + 2] = blue / sum;
            }
        }

        return result;
    }

    private static double[] Bin(double[] light, int size)
    {
        int fine = size * Oversampling;
        double[] binned = new double[size * size * 3];
        for (int row = 0; row < fine; row++)
        {
            for (int column = 0; column < fine; column++)
            {
                for (int channel = 0; channel < 3; channel++)
                {
                    binned[(row / Oversampling * size + column / Oversampling) * 3 + channel] +=
                        light[(row * fine + column) * 3 + channel] / (Oversampling * Oversampling);
                }
            }
        }

        return binned;
    }
}
