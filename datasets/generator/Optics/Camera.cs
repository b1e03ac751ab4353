using ShiftEval.SmearGenerator.Randomness;
using SkiaSharp;

namespace ShiftEval.SmearGenerator.Optics;

/// <summary>From light to a JPEG file: noise, tone curve, eight bits, compression.</summary>
internal static class Camera
{
    public static byte[] Store(double[] light, int size, Lab lab, Xoshiro random)
    {
        byte[] pixels = new byte[size * size * 4];
        for (int i = 0; i < size * size; i++)
        {
            for (int channel = 0; channel < 3; channel++)
            {
                double value = light[i * 3 + channel];
                double noisy = value + lab.Noise * Math.Sqrt(Math.Max(value, 0) + 0.02) * random.Normal();
                double stored = Math.Pow(Math.Clamp(noisy, 0, 1), lab.ToneExponent);
                pixels[i * 4 + channel] = (byte)Math.Round(255 * stored);
            }

            pixels[i * 4 + 3] = 255;
        }

        return Encode(pixels, size, lab.JpegQuality);
    }

    private static byte[] Encode(byte[] pixels, int size, int quality)
    {
        using SKData data = SKData.CreateCopy(pixels);
        SKImageInfo info = new(size, size, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using SKImage image = SKImage.FromPixels(info, data, size * 4);
        using SKPixmap pixmap = image.PeekPixels();
        SKJpegEncoderOptions options = new(quality, SKJpegEncoderDownsample.Downsample420, SKJpegEncoderAlphaOption.Ignore);
        using SKData encoded = pixmap.Encode(options)
            ?? throw new InvalidOperationException("SkiaSharp could not encode the image as JPEG.");
        return encoded.ToArray();
    }
}
