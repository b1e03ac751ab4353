using System.Runtime.InteropServices;
using BitMiracle.LibTiff.Classic;

namespace ShiftEval.Datasets.Imaging;

/// <summary>How a TIFF page stores its samples, checked to be something <see cref="TiffDecoder"/> reads and memory can hold.</summary>
internal sealed class TiffLayout
{
    private const int MaximumSamples = 8;

    public required int Width { get; init; }

    public required int Height { get; init; }

    /// <summary>Bits of a sample: 1, 2, 4, 8 or 16.</summary>
    public required int Bits { get; init; }

    /// <summary>Samples of a pixel in the file.</summary>
    public required int Samples { get; init; }

    /// <summary>Samples of a pixel that its colour depends on.</summary>
    public required int UsedSamples { get; init; }

    public required Photometric Photometric { get; init; }

    /// <summary>Whether the strips or tiles are JPEG files in YCbCr, which come out as RGB.</summary>
    public bool YCbCr => Photometric == Photometric.YCBCR;

    /// <summary>Whether each sample has its own strips or tiles.</summary>
    public required bool Separate { get; init; }

    public required bool Tiled { get; init; }

    public required int BlockWidth { get; init; }

    public required int BlockHeight { get; init; }

    /// <summary>Samples of a pixel in one strip or tile.</summary>
    public int BlockSamples => Separate ? 1 : Samples;

    /// <summary>Bytes of a row of a strip or tile; rows begin at whole bytes.</summary>
    public int BlockRowBytes => checked((int)(((long)BlockWidth * BlockSamples * Bits + 7) / 8));

    public long BlockBytes => (long)BlockRowBytes * BlockHeight;

    public static TiffLayout Read(Tiff tif)
    {
        int width = Number(tif, TiffTag.IMAGEWIDTH, 0);
        int height = Number(tif, TiffTag.IMAGELENGTH, 0);
        ImageDecoder.CheckSize(width, height);
        int bits = Number(tif, TiffTag.BITSPERSAMPLE, 1);
        int samples = Number(tif, TiffTag.SAMPLESPERPIXEL, 1);
        Photometric photometric = (Photometric)Number(tif, TiffTag.PHOTOMETRIC, (int)Photometric.MINISBLACK);
        bool separate = samples > 1 && Number(tif, TiffTag.PLANARCONFIG, (int)PlanarConfig.CONTIG) == (int)PlanarConfig.SEPARATE;
        CheckStorage(tif, bits, samples);
        CheckColour(tif, photometric, bits, samples, separate);

        bool tiled = tif.IsTiled();
        int blockWidth = tiled ? Number(tif, TiffTag.TILEWIDTH, 0) : width;
        int blockHeight = tiled ? Number(tif, TiffTag.TILELENGTH, 0) : Number(tif, TiffTag.ROWSPERSTRIP, height);
        blockHeight = tiled || (blockHeight > 0 && blockHeight < height) ? blockHeight : height;
        ImageDecoder.CheckSize(blockWidth, blockHeight);
        return new TiffLayout
        {
            Width = width,
            Height = height,
            Bits = bits,
            Samples = samples,
            UsedSamples = CountUsed(tif, photometric, samples),
            Photometric = photometric,
            Separate = separate,
            Tiled = tiled,
            BlockWidth = blockWidth,
            BlockHeight = blockHeight,
        };
    }

    /// <summary>Whether the fourth sample is alpha that the colours are already multiplied by.</summary>
    public static bool HasAssociatedAlpha(Tiff tif)
    {
        FieldValue[]? extras = tif.GetField(TiffTag.EXTRASAMPLES);
        return extras is not null && extras[0].ToInt() > 0 && extras[1].ToShortArray()[0] == (short)ExtraSample.ASSOCALPHA;
    }

    /// <summary>Takes the used samples of one row to 8 bits: palette indices as they are, fewer bits stretched, more bits cut.</summary>
    public void Unpack(ReadOnlySpan<byte> line, int columns, int plane, Span<byte> target)
    {
        int copied = Separate ? 1 : UsedSamples;
        int target0 = Separate ? plane : 0;
        ReadOnlySpan<ushort> wide = MemoryMarshal.Cast<byte, ushort>(line);
        int mask = (1 << Math.Min(Bits, 8)) - 1;
        int stretch = Photometric == Photometric.PALETTE ? 1 : 255 / mask;
        for (int x = 0; x < columns; x++)
        {
            for (int s = 0; s < copied; s++)
            {
                int from = x * BlockSamples + s;
                int value = Bits switch
                {
                    8 => line[from],
                    16 => wide[from] >> 8,
                    _ => (line[from * Bits / 8] >> (8 - Bits - from * Bits % 8) & mask) * stretch,
                };
                target[x * UsedSamples + target0 + s] = (byte)value;
            }
        }
    }

    private static void CheckStorage(Tiff tif, int bits, int samples)
    {
        int format = Number(tif, TiffTag.SAMPLEFORMAT, (int)SampleFormat.UINT);
        if (format is not ((int)SampleFormat.UINT or (int)SampleFormat.VOID))
        {
            throw Unsupported($"samples of format {(SampleFormat)format}, not unsigned integers");
        }

        if (bits is not (1 or 2 or 4 or 8 or 16) || (bits < 8 && samples > 1) || samples > MaximumSamples)
        {
            throw Unsupported($"{samples} samples of {bits} bits");
        }
    }

    private static void CheckColour(Tiff tif, Photometric photometric, int bits, int samples, bool separate)
    {
        int needed = photometric switch
        {
            Photometric.MINISWHITE or Photometric.MINISBLACK or Photometric.PALETTE => 1,
            Photometric.RGB or Photometric.YCBCR => 3,
            Photometric.SEPARATED => 4,
            _ => throw Unsupported($"photometric {photometric}"),
        };
        if (samples < needed || (bits > 8 && photometric == Photometric.PALETTE))
        {
            throw Unsupported($"{samples} samples of {bits} bits in photometric {photometric}");
        }

        if (photometric == Photometric.SEPARATED && Number(tif, TiffTag.INKSET, (int)InkSet.CMYK) != (int)InkSet.CMYK)
        {
            throw Unsupported("inks other than CMYK");
        }

        bool jpeg = Number(tif, TiffTag.COMPRESSION, (int)Compression.NONE) == (int)Compression.JPEG;
        if (photometric == Photometric.YCBCR && (!jpeg || separate || samples != 3 || bits != 8))
        {
            throw Unsupported("YCbCr in another form than 8-bit JPEG");
        }
    }

    private static int CountUsed(Tiff tif, Photometric photometric, int samples) => photometric switch
    {
        Photometric.YCBCR => 3,
        Photometric.RGB => samples > 3 && HasAssociatedAlpha(tif) ? 4 : 3,
        Photometric.SEPARATED => 4,
        _ => 1,
    };

    private static ImageException Unsupported(string what) => new($"is a TIFF that ShiftEval does not read: it has {what}");

    private static int Number(Tiff tif, TiffTag tag, int otherwise) => tif.GetField(tag) is [FieldValue value, ..] ? value.ToInt() : otherwise;
}
