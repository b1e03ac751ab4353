using BitMiracle.LibTiff.Classic;

namespace ShiftEval.Datasets.Imaging;

/// <summary>Takes 8-bit samples of a TIFF to RGB and turns the picture as its orientation tag says, both as Pillow does.</summary>
internal static class TiffColour
{
    public static RgbImage ToRgb(Tiff tif, TiffLayout layout, byte[] samples)
    {
        byte[] pixels = layout switch
        {
            { Photometric: Photometric.RGB or Photometric.YCBCR, UsedSamples: 3 } => samples,
            { Photometric: Photometric.RGB } => Each(samples, 4, Unpremultiply),
            { Photometric: Photometric.SEPARATED } => Each(samples, 4, FromCmyk),
            { Photometric: Photometric.PALETTE } => Each(samples, 1, Palette(tif, layout.Bits)),
            { Photometric: Photometric.MINISWHITE } => Each(samples, 1, (from, to) => to.Fill((byte)(255 - from[0]))),
            _ => Each(samples, 1, (from, to) => to.Fill(from[0])),
        };
        Orientation orientation = tif.GetField(TiffTag.ORIENTATION) is [FieldValue value, ..] ? (Orientation)value.ToInt() : Orientation.TOPLEFT;
        return Turn(new RgbImage(layout.Width, layout.Height, pixels), orientation);
    }

    private static byte[] Each(byte[] samples, int count, PixelConversion convert)
    {
        byte[] pixels = GC.AllocateUninitializedArray<byte>(samples.Length / count * 3);
        for (int from = 0, to = 0; from < samples.Length; from += count, to += 3)
        {
            convert(samples.AsSpan(from, count), pixels.AsSpan(to, 3));
        }

        return pixels;
    }

    private static void Unpremultiply(ReadOnlySpan<byte> from, Span<byte> to)
    {
        int alpha = from[3];
        for (int i = 0; i < 3; i++)
        {
            to[i] = alpha == 0 ? (byte)0 : (byte)Math.Min(from[i] * 255 / alpha, 255);
        }
    }

    private static void FromCmyk(ReadOnlySpan<byte> from, Span<byte> to)
    {
        int light = 255 - from[3];
        for (int i = 0; i < 3; i++)
        {
            // The exact rounded quotient by 255.
            int product = from[i] * light + 128;
            to[i] = (byte)Math.Max(light - ((product >> 8) + product >> 8), 0);
        }
    }

    private static PixelConversion Palette(Tiff tif, int bits)
    {
        FieldValue[] map = tif.GetField(TiffTag.COLORMAP) ?? throw new ImageException("is damaged: its TIFF palette is missing");
        short[][] planes = [map[0].ToShortArray(), map[1].ToShortArray(), map[2].ToShortArray()];
        if (planes.Any(plane => plane.Length < 1 << bits))
        {
            throw new ImageException("is damaged: its TIFF palette is too short");
        }

        return (from, to) =>
        {
            for (int i = 0; i < 3; i++)
            {
                to[i] = (byte)((ushort)planes[i][from[0]] >> 8);
            }
        };
    }

    private static RgbImage Turn(RgbImage image, Orientation orientation)
    {
        int right = image.Width - 1;
        int bottom = image.Height - 1;
        return orientation switch
        {
            Orientation.TOPRIGHT => Take(image, false, (x, y) => (right - x, y)),
            Orientation.BOTRIGHT => Take(image, false, (x, y) => (right - x, bottom - y)),
            Orientation.BOTLEFT => Take(image, false, (x, y) => (x, bottom - y)),
            Orientation.LEFTTOP => Take(image, true, (x, y) => (y, x)),
            Orientation.RIGHTTOP => Take(image, true, (x, y) => (y, bottom - x)),
            Orientation.RIGHTBOT => Take(image, true, (x, y) => (right - y, bottom - x)),
            Orientation.LEFTBOT => Take(image, true, (x, y) => (right - y, x)),
            _ => image,
        };
    }

    private static RgbImage Take(RgbImage image, bool swapped, Func<int, int, (int X, int Y)> from)
    {
        int width = swapped ? image.Height : image.Width;
        int height = swapped ? image.Width : image.Height;
        byte[] pixels = GC.AllocateUninitializedArray<byte>(image.Pixels.Length);
        for (int y = 0, to = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++, to += 3)
            {
                (int sourceX, int sourceY) = from(x, y);
                image.Pixels.AsSpan((sourceY * image.Width + sourceX) * 3, 3).CopyTo(pixels.AsSpan(to));
            }
        }

        return new RgbImage(width, height, pixels);
    }

    private delegate void PixelConversion(ReadOnlySpan<byte> from, Span<byte> to);
}
