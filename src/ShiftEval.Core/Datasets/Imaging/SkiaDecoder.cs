using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SkiaSharp;

namespace ShiftEval.Datasets.Imaging;

/// <summary>JPEG, PNG, BMP and WebP through Skia's codecs, with all of Skia's colour management kept out.</summary>
internal static unsafe class SkiaDecoder
{
    public static RgbImage Decode(ReadOnlyMemory<byte> bytes, string format)
    {
        using MemoryHandle pin = bytes.Pin();
        using SKData data = SKData.Create((nint)pin.Pointer, bytes.Length);
        using SKMemoryStream stream = new(data);
        using SKCodec? codec = SKCodec.Create(stream, out SKCodecResult opened);
        if (codec is null)
        {
            throw opened == SKCodecResult.IncompleteInput
                ? ImageDecoder.CutOff()
                : new ImageException($"is damaged: its {format} header cannot be read ({opened})");
        }

        int width = codec.Info.Width;
        int height = codec.Info.Height;
        ImageDecoder.CheckSize(width, height);

        // No colour space in the target: samples come as they are stored. Unpremultiplied, since premultiplying loses the colour of
        // transparent pixels, which Pillow keeps.
        SKAlphaType alpha = codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul;
        SKImageInfo info = new(width, height, SKColorType.Rgba8888, alpha);
        byte* buffer = (byte*)NativeMemory.Alloc((nuint)width * (nuint)height * 4);
        try
        {
            SKCodecResult decoded = codec.GetPixels(info, (nint)buffer, width * 4, SKCodecOptions.Default);
            if (decoded != SKCodecResult.Success)
            {
                throw decoded == SKCodecResult.IncompleteInput
                    ? ImageDecoder.CutOff()
                    : new ImageException($"is damaged: its {format} data cannot be decoded ({decoded})");
            }

            byte[] pixels = GC.AllocateUninitializedArray<byte>(width * height * 3);
            DropFourth(new ReadOnlySpan<byte>(buffer, width * height * 4), pixels);
            return new RgbImage(width, height, pixels);
        }
        finally
        {
            NativeMemory.Free(buffer);
        }
    }

    private static void DropFourth(ReadOnlySpan<byte> source, Span<byte> target)
    {
        Vector128<byte> order = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 0, 0, 0, 0);
        int from = 0;
        int to = 0;

        // Sixteen bytes are written where twelve count; the next step overwrites the other four.
        for (; to + 16 <= target.Length; from += 16, to += 12)
        {
            Vector128.Shuffle(Vector128.Create(source.Slice(from, 16)), order).CopyTo(target[to..]);
        }

        for (; to < target.Length; from += 4, to += 3)
        {
            source.Slice(from, 3).CopyTo(target[to..]);
        }
    }
}
