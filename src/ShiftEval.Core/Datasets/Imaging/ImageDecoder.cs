using System.Globalization;

namespace ShiftEval.Datasets.Imaging;

/// <summary>Decodes JPEG, PNG, BMP, WebP and TIFF to the pixels of Pillow's <c>Image.open(path).convert("RGB")</c>.</summary>
/// <remarks>
/// The content decides, not the file's extension. Gray is repeated, palettes are looked up, CMYK is inverted ink on paper, alpha is
/// dropped without compositing. Colour profiles, gamma and the EXIF orientation are left alone, as Pillow leaves them; the orientation
/// tag of a TIFF is followed, as Pillow follows it. Of 16-bit samples the high byte is taken (v &gt;&gt; 8): for colour that is what
/// Pillow does; for gray, where Pillow's releases differ, it is this toolkit's rule. Only the first page or frame is read.
/// </remarks>
public static class ImageDecoder
{
    /// <summary>The most pixels an image may have; checked from its header, before memory is taken for it.</summary>
    public const long MaximumPixels = 100_000_000;

    private const string Readable = "JPEG, PNG, BMP, WebP, TIFF";

    /// <summary>Reads and decodes a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ImageException">The file is missing or is not a whole image of a known format.</exception>
    public static RgbImage Decode(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Decode(Read(path));
    }

    /// <summary>Decodes the bytes of an image file.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <exception cref="ImageException">The bytes are not a whole image of a known format.</exception>
    public static RgbImage Decode(ReadOnlyMemory<byte> bytes)
    {
        ReadOnlySpan<byte> head = bytes.Span;
        if (head.IsEmpty)
        {
            throw new ImageException("is empty");
        }

        return Sniff(head) switch
        {
            "TIFF" => TiffDecoder.Decode(bytes),
            "JPEG" when CutOffFiles.IsCutOffJpeg(head) => throw CutOff(),
            "WebP" when CutOffFiles.IsCutOffWebP(head) => throw CutOff(),
            string format => SkiaDecoder.Decode(bytes, format),
            null => throw new ImageException($"is not an image ShiftEval can read ({Readable})"),
        };
    }

    /// <summary>Refuses a picture whose header announces more pixels than memory should be given to.</summary>
    internal static void CheckSize(long width, long height)
    {
        if (width < 1 || height < 1)
        {
            throw new ImageException(string.Create(CultureInfo.InvariantCulture, $"is damaged: its header says {width} x {height} pixels"));
        }

        if (height > MaximumPixels / width)
        {
            Int128 pixels = (Int128)width * height;
            throw new ImageException(string.Create(CultureInfo.InvariantCulture, $"has {pixels} pixels; the limit is {MaximumPixels}"));
        }
    }

    /// <summary>What every decoder says when the bytes end too early.</summary>
    internal static ImageException CutOff(Exception? cause = null) => new("is cut off: the file ends before the picture does", cause);

    private static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ImageException("does not exist", exception);
        }
        catch (UnauthorizedAccessException exception) when (Directory.Exists(path))
        {
            throw new ImageException("is a folder, not an image", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ImageException($"cannot be read ({exception.Message})", exception);
        }
    }

    private static string? Sniff(ReadOnlySpan<byte> head) => head switch
    {
        [0xFF, 0xD8, 0xFF, ..] => "JPEG",
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => "PNG",
        [(byte)'B', (byte)'M', ..] => "BMP",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "WebP",
        [(byte)'I', (byte)'I', 42 or 43, 0, ..] or [(byte)'M', (byte)'M', 0, 42 or 43, ..] => "TIFF",
        _ => null,
    };
}
