using BitMiracle.LibTiff.Classic;

namespace ShiftEval.Datasets.Imaging;

/// <summary>The first page of a TIFF as Pillow reads it: strips or tiles, 1 to 16 bits, gray, palette, RGB, CMYK, JPEG-compressed YCbCr.</summary>
internal static class TiffDecoder
{
    public static RgbImage Decode(ReadOnlyMemory<byte> bytes)
    {
        TiffComplaints.EnsureInstalled();
        TiffDirectory.Check(bytes.Span);
        TiffSource source = new(bytes);
        try
        {
            using Tiff? tif = Tiff.ClientOpen("image", "r", source, source);
            if (tif is null)
            {
                throw Damaged(source, null);
            }

            TiffLayout layout = TiffLayout.Read(tif);
            byte[]? samples = ReadSamples(tif, layout);

            // A directory entry whose value lies past the end is only warned of; the picture may be whole without it, or wrong.
            return samples is null || source.ReadPastEnd ? throw Damaged(source, null) : TiffColour.ToRgb(tif, layout, samples);
        }
        catch (Exception exception) when (exception is not ImageException)
        {
            // On malformed files LibTiff throws whatever its arithmetic runs into.
            throw Damaged(source, exception);
        }
    }

    private static ImageException Damaged(TiffSource source, Exception? cause)
    {
        string reason = source.FirstError ?? cause?.Message ?? "no reason given";
        return source.ReadPastEnd ? ImageDecoder.CutOff(cause) : new ImageException($"is damaged: its TIFF data cannot be decoded ({reason})", cause);
    }

    /// <summary>Shape [height, width, <see cref="TiffLayout.UsedSamples"/>], 8 bits each; null when LibTiff gave up.</summary>
    private static byte[]? ReadSamples(Tiff tif, TiffLayout layout)
    {
        byte[] samples = GC.AllocateUninitializedArray<byte>(checked(layout.Width * layout.Height * layout.UsedSamples));
        byte[] block = new byte[checked((int)layout.BlockBytes)];
        int planes = layout.Separate ? layout.UsedSamples : 1;
        for (int plane = 0; plane < planes; plane++)
        {
            for (int top = 0; top < layout.Height; top += layout.BlockHeight)
            {
                for (int left = 0; left < layout.Width; left += layout.BlockWidth)
                {
                    int rows = Math.Min(layout.BlockHeight, layout.Height - top);
                    if (!ReadBlock(tif, layout, block, left, top, rows, plane))
                    {
                        return null;
                    }

                    int columns = Math.Min(layout.BlockWidth, layout.Width - left);
                    for (int row = 0; row < rows; row++)
                    {
                        ReadOnlySpan<byte> line = block.AsSpan(row * layout.BlockRowBytes, layout.BlockRowBytes);
                        int target = ((top + row) * layout.Width + left) * layout.UsedSamples;
                        layout.Unpack(line, columns, plane, samples.AsSpan(target, columns * layout.UsedSamples));
                    }
                }
            }
        }

        return samples;
    }

    private static bool ReadBlock(Tiff tif, TiffLayout layout, byte[] block, int left, int top, int rows, int plane)
    {
        int index = layout.Tiled ? tif.ComputeTile(left, top, 0, (short)plane) : tif.ComputeStrip(top, (short)plane);
        if (layout.YCbCr)
        {
            return TiffJpeg.ReadBlock(tif, layout, index, rows, block);
        }

        int expected = layout.Tiled ? block.Length : rows * layout.BlockRowBytes;
        int read = layout.Tiled ? tif.ReadEncodedTile(index, block, 0, expected) : tif.ReadEncodedStrip(index, block, 0, expected);
        return read == expected;
    }
}
