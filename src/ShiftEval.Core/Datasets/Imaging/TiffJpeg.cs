using BitMiracle.LibTiff.Classic;

namespace ShiftEval.Datasets.Imaging;

/// <summary>Strips and tiles of JPEG-compressed YCbCr, decoded by Skia: LibTiff.NET repeats subsampled colour where Pillow interpolates it.</summary>
internal static class TiffJpeg
{
    private const int MarkerLength = 2;

    // Start of image, then Adobe's segment with transform 1: the three components are YCbCr, whatever their identifiers suggest.
    private static readonly byte[] Head = [0xFF, 0xD8, 0xFF, 0xEE, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, 1];

    /// <summary>Decodes one strip or tile into rows of <see cref="TiffLayout.BlockRowBytes"/>; false when LibTiff cannot hand it out.</summary>
    public static bool ReadBlock(Tiff tif, TiffLayout layout, int index, int rows, Span<byte> block)
    {
        byte[]? encoded = ReadEncoded(tif, layout, index);
        if (encoded is null)
        {
            return false;
        }

        RgbImage image = SkiaDecoder.Decode(Splice(tif, encoded), "JPEG");
        if (image.Width != layout.BlockWidth || image.Height < rows)
        {
            throw new ImageException("is damaged: a JPEG strip or tile of it has another size than its header says");
        }

        image.Pixels.AsSpan(0, rows * layout.BlockRowBytes).CopyTo(block);
        return true;
    }

    private static byte[]? ReadEncoded(Tiff tif, TiffLayout layout, int index)
    {
        long size = layout.Tiled ? tif.RawTileSize(index) : tif.RawStripSize(index);
        if (size < MarkerLength)
        {
            throw new ImageException("is damaged: a JPEG strip or tile of it is empty");
        }

        if (size > ((TiffSource)tif.Clientdata()).Size(null!))
        {
            throw ImageDecoder.CutOff();
        }

        byte[] encoded = new byte[size];
        int read = layout.Tiled ? tif.ReadRawTile(index, encoded, 0, encoded.Length) : tif.ReadRawStrip(index, encoded, 0, encoded.Length);
        return read == encoded.Length ? encoded : null;
    }

    /// <summary>The tables that all strips share, then the strip, as one JPEG.</summary>
    private static byte[] Splice(Tiff tif, byte[] encoded)
    {
        byte[] tables = tif.GetField(TiffTag.JPEGTABLES) is [_, FieldValue value, ..] ? value.ToByteArray() : [];
        ReadOnlySpan<byte> inner = tables.Length > 2 * MarkerLength ? tables.AsSpan(MarkerLength..^MarkerLength) : [];
        return [.. Head, .. inner, .. encoded.AsSpan(MarkerLength)];
    }
}
