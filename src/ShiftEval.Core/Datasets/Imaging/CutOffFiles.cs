using System.Buffers.Binary;

namespace ShiftEval.Datasets.Imaging;

/// <summary>Finds the files cut off that Skia takes for whole, or does not call cut off.</summary>
internal static class CutOffFiles
{
    private const byte EndOfImage = 0xD9;

    /// <summary>Whether a WebP is shorter than its container says.</summary>
    public static bool IsCutOffWebP(ReadOnlySpan<byte> bytes) =>
        bytes.Length < 12 || BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) + 8L > bytes.Length;

    /// <summary>Whether a JPEG lacks its end marker.</summary>
    /// <remarks>Skia is content with the first scans of a progressive file, which give a blurred picture; Pillow refuses it.</remarks>
    public static bool IsCutOffJpeg(ReadOnlySpan<byte> bytes)
    {
        int at = 2;
        while (NextMarker(bytes, ref at) is byte marker)
        {
            if (marker == EndOfImage)
            {
                return false;
            }

            // Restart markers and the like stand alone; all others begin a segment, which may hold a thumbnail with an end of its own.
            if (marker is not (>= 0xD0 and <= 0xD8 or 0x01) && at + 2 <= bytes.Length)
            {
                at += Math.Max((int)BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]), 2);
            }
        }

        return true;
    }

    /// <summary>The next marker's code, with <paramref name="at"/> after it; skips the coded data of a scan, null at the end.</summary>
    private static byte? NextMarker(ReadOnlySpan<byte> bytes, ref int at)
    {
        while (at < bytes.Length)
        {
            int found = bytes[at..].IndexOf((byte)0xFF);
            if (found < 0 || at + found + 1 >= bytes.Length)
            {
                return null;
            }

            at += found + 1;
            byte code = bytes[at];
            if (code is not (0x00 or 0xFF))
            {
                at++;
                return code;
            }
        }

        return null;
    }
}
