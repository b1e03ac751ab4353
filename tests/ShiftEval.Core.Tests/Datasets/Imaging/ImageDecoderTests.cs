using System.Buffers.Binary;
using System.IO.Compression;
using ShiftEval.Datasets.Imaging;

namespace ShiftEval.Tests.Datasets.Imaging;

public sealed class ImageDecoderTests : IDisposable
{
    private const string Unknown = "is not an image ShiftEval can read (JPEG, PNG, BMP, WebP, TIFF)";
    private const string Cut = "is cut off: the file ends before the picture does";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("shifteval-");

    public static TheoryData<string> Names => [.. ImageFixtures.Names];

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void Decode_EveryFormatAndMode_EqualsPillow(string name)
    {
        RgbImage image = ImageDecoder.Decode(ImageFixtures.PathOf(name));

        ImageFixtures.AssertSame(ImageFixtures.Expected(name), image, name);
    }

    [Fact]
    public void Decode_WrongExtension_GoesByTheContent()
    {
        string path = Path.Combine(folder.FullName, "image.jpg");
        File.Copy(ImageFixtures.PathOf("gray-16bit.tiff"), path);

        ImageFixtures.AssertSame(ImageFixtures.Expected("gray-16bit.tiff"), ImageDecoder.Decode(path), path);
    }

    [Fact]
    public void Decode_FileMissing_SaysSo()
    {
        Assert.Equal("does not exist", Refusal(Path.Combine(folder.FullName, "none.png")));
        Assert.Equal("does not exist", Refusal(Path.Combine(folder.FullName, "none", "none.png")));
    }

    [Fact]
    public void Decode_Folder_SaysSo() => Assert.Equal("is a folder, not an image", Refusal(folder.FullName));

    [Fact]
    public void Decode_PathWithNul_IsRefused() => Assert.StartsWith("cannot be read (", Refusal("a\0b"), StringComparison.Ordinal);

    [Fact]
    public void Decode_Empty_SaysSo() => Assert.Equal("is empty", Refusal([]));

    [Theory]
    [InlineData("GIF89a and so on")]
    [InlineData("path,label\n")]
    [InlineData("P")]
    [InlineData("RIFF....WAVEfmt ")]
    public void Decode_AnotherFormat_NamesTheFormatsItReads(string text) => Assert.Equal(Unknown, Refusal(System.Text.Encoding.ASCII.GetBytes(text)));

    [Theory]
    [InlineData("rgb-420.jpg", 0.5)]
    [InlineData("progressive.jpg", 0.5)]
    [InlineData("rgb.png", 0.5)]
    [InlineData("interlaced.png", 0.5)]
    [InlineData("rgb.bmp", 0.9)]
    [InlineData("lossy.webp", 0.5)]
    [InlineData("lossless.webp", 0.9)]
    [InlineData("tiled.tiff", 0.7)]
    [InlineData("tiled-deflate.tiff", 0.7)]
    [InlineData("ycbcr-420-jpeg.tiff", 0.7)]
    public void Decode_CutOffInThePicture_SaysSo(string name, double kept)
    {
        byte[] bytes = File.ReadAllBytes(ImageFixtures.PathOf(name));

        Assert.Equal(Cut, Refusal(bytes[..(int)(bytes.Length * kept)]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Decode_CutOffAnywhere_IsNeverTakenForThePicture(string name)
    {
        byte[] bytes = File.ReadAllBytes(ImageFixtures.PathOf(name));
        RgbImage whole = ImageFixtures.Expected(name);
        for (int length = 0; length < bytes.Length; length += 1 + length / 20)
        {
            RgbImage? image = Try(bytes.AsMemory(0, length));
            if (image is not null)
            {
                // The last bytes of a file may be no part of the picture.
                ImageFixtures.AssertSame(whole, image, $"{name} cut to {length} of {bytes.Length}");
            }
        }
    }

    [Theory]
    [InlineData("rgb-420.jpg")]
    [InlineData("gray.jpg")]
    [InlineData("progressive.jpg")]
    public void Decode_JpegWithoutItsEndMarker_IsCutOffAsInPillow(string name) =>
        Assert.Equal(Cut, Refusal(File.ReadAllBytes(ImageFixtures.PathOf(name))[..^1]));

    [Fact]
    public void Decode_BytesAfterTheEndOfAJpeg_ChangeNothing()
    {
        byte[] bytes = [.. File.ReadAllBytes(ImageFixtures.PathOf("progressive.jpg")), 1, 2, 3];

        ImageFixtures.AssertSame(ImageFixtures.Expected("progressive.jpg"), ImageDecoder.Decode(bytes), "with a tail");
    }

    [Fact]
    public void Decode_PixelBomb_IsRefusedFromItsHeader()
    {
        byte[] bomb = BilevelPng(30_000, 30_000);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal("has 900000000 pixels; the limit is 100000000", Refusal(bomb));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Decode_TiffHeaderOfABomb_IsRefused()
    {
        byte[] bytes = File.ReadAllBytes(ImageFixtures.PathOf("orientation-2.tiff"));

        // The first entry is the width, the second the height, both of them 16-bit.
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(18), 60_000);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(30), 60_000);

        Assert.Equal("has 3600000000 pixels; the limit is 100000000", Refusal(bytes));
    }

    [Theory]
    [InlineData(273, 4, 2_000_000_000, Cut)]
    [InlineData(279, 8, 2_000_000_000, Cut)]
    [InlineData(258, 4, 2_000_000_000, Cut)]
    [InlineData(278, 8, 1, "is damaged: its TIFF strips or tiles do not cover the picture")]
    [InlineData(278, 8, 0, "is damaged: its TIFF strips or tiles have no size")]
    public void Decode_TiffDirectoryOfLies_IsRefusedBeforeMemoryIsTaken(ushort tag, int offset, int value, string expected)
    {
        byte[] bytes = File.ReadAllBytes(ImageFixtures.PathOf("orientation-2.tiff"));
        int entry = 10;
        while (BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(entry)) != tag)
        {
            entry += 12;
        }

        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(entry + offset), value);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(expected, Refusal(bytes));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Theory]
    [InlineData(8, "photometric CIELAB")]
    [InlineData(6, "YCbCr in another form than 8-bit JPEG")]
    [InlineData(5, "3 samples of 8 bits in photometric SEPARATED")]
    public void Decode_TiffOfUnknownColours_NamesThem(ushort photometric, string what)
    {
        byte[] bytes = File.ReadAllBytes(ImageFixtures.PathOf("orientation-2.tiff"));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(10 + 4 * 12 + 8), photometric);

        Assert.Equal($"is a TIFF that ShiftEval does not read: it has {what}", Refusal(bytes));
    }

    [Fact]
    public void Decode_PixelsFlippedInsidePng_IsRefusedAsDamaged()
    {
        byte[] bytes = File.ReadAllBytes(ImageFixtures.PathOf("rgb.png"));
        bytes[bytes.Length / 2] ^= 0x55;

        Assert.Matches("^is (damaged: its PNG data cannot be decoded|cut off)", Refusal(bytes));
    }

    [Fact]
    public void Decode_RealImages_AllHaveTheirSize()
    {
        string[] paths = Directory.GetFiles(Path.Combine(SharedReference.FolderOrSkip(), "data", "wbc-5labs"), "*.png", SearchOption.AllDirectories);

        Assert.Equal(1223, paths.Length);
        Assert.All(paths, path =>
        {
            RgbImage image = ImageDecoder.Decode(path);
            Assert.Equal((96, 96), (image.Width, image.Height));
        });
    }

    private static string Refusal(string path) => Assert.Throws<ImageException>(() => ImageDecoder.Decode(path)).Message;

    private static string Refusal(byte[] bytes) => Assert.Throws<ImageException>(() => ImageDecoder.Decode(bytes)).Message;

    private static RgbImage? Try(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return ImageDecoder.Decode(bytes);
        }
        catch (ImageException)
        {
            return null;
        }
    }

    /// <summary>A white picture of one bit a pixel, which packs to next to nothing.</summary>
    private static byte[] BilevelPng(int width, int height)
    {
        using MemoryStream png = new();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 1;
        WriteChunk(png, "IHDR"u8, header);
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            byte[] row = new byte[1 + (width + 7) / 8];
            for (int y = 0; y < height; y++)
            {
                zlib.Write(row);
            }
        }

        WriteChunk(png, "IDAT"u8, packed.ToArray());
        WriteChunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static void WriteChunk(Stream stream, ReadOnlySpan<byte> kind, byte[] body)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, body.Length);
        stream.Write(number);
        stream.Write(kind);
        stream.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc([.. kind, .. body]));
        stream.Write(number);
    }

    private static uint Crc(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        return ~crc;
    }
}
