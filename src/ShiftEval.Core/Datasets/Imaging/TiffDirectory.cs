using System.Buffers.Binary;

namespace ShiftEval.Datasets.Imaging;

/// <summary>Looks through the first directory of a TIFF before LibTiff does, which takes memory for whatever counts it finds there.</summary>
internal readonly ref struct TiffDirectory
{
    private const ushort ImageWidth = 256;
    private const ushort ImageLength = 257;
    private const ushort StripOffsets = 273;
    private const ushort SamplesPerPixel = 277;
    private const ushort RowsPerStrip = 278;
    private const ushort StripByteCounts = 279;
    private const ushort PlanarConfiguration = 284;
    private const ushort TileWidth = 322;
    private const ushort TileLength = 323;
    private const ushort TileOffsets = 324;
    private const ushort TileByteCounts = 325;

    private readonly ReadOnlySpan<byte> bytes;
    private readonly bool bigEndian;
    private readonly bool big;
    private readonly long firstEntry;
    private readonly long entries;

    private TiffDirectory(ReadOnlySpan<byte> bytes)
    {
        this.bytes = bytes;
        bigEndian = bytes[0] == (byte)'M';
        big = Unsigned(2, 2) == 43;
        ulong start = big ? Unsigned(8, 8) : Unsigned(4, 4);
        if (start > (ulong)bytes.Length)
        {
            throw ImageDecoder.CutOff();
        }

        ulong count = Unsigned((long)start, CountLength);
        if (count > (ulong)bytes.Length / (ulong)EntryLength)
        {
            throw ImageDecoder.CutOff();
        }

        firstEntry = (long)start + CountLength;
        entries = (long)count;
    }

    private int CountLength => big ? 8 : 2;

    private int EntryLength => big ? 20 : 12;

    private int OffsetLength => big ? 8 : 4;

    /// <summary>Refuses a directory with values outside the file, too many pixels, or fewer strips or tiles than the picture needs.</summary>
    public static void Check(ReadOnlySpan<byte> bytes)
    {
        TiffDirectory directory = new(bytes);
        for (long i = 0; i < directory.entries; i++)
        {
            directory.CheckInside(directory.firstEntry + i * directory.EntryLength);
        }

        long width = directory.Value(ImageWidth, 0);
        long height = directory.Value(ImageLength, 0);
        ImageDecoder.CheckSize(width, height);
        directory.CheckBlocks(width, height);
    }

    private void CheckInside(long entry)
    {
        int size = TypeLength((int)Unsigned(entry + 2, 2));
        ulong count = Unsigned(entry + 4, OffsetLength);
        if (size == 0 || count <= (ulong)(OffsetLength / size))
        {
            return;
        }

        ulong offset = Unsigned(entry + 4 + OffsetLength, OffsetLength);
        if (offset > (ulong)bytes.Length || count > ((ulong)bytes.Length - offset) / (ulong)size)
        {
            throw ImageDecoder.CutOff();
        }
    }

    private void CheckBlocks(long width, long height)
    {
        bool tiled = Find(TileWidth) >= 0;
        long blockWidth = tiled ? Value(TileWidth, 0) : width;
        long blockHeight = Math.Min(tiled ? Value(TileLength, 0) : Value(RowsPerStrip, height), int.MaxValue);
        if (blockWidth < 1 || blockHeight < 1)
        {
            throw new ImageException("is damaged: its TIFF strips or tiles have no size");
        }

        long planes = Value(PlanarConfiguration, 1) == 2 ? Value(SamplesPerPixel, 1) : 1;
        long needed = (width + blockWidth - 1) / blockWidth * ((height + blockHeight - 1) / blockHeight) * planes;
        long offsets = Find(tiled ? TileOffsets : StripOffsets);
        if (offsets < 0 || (ulong)needed > Unsigned(offsets + 4, OffsetLength))
        {
            throw new ImageException("is damaged: its TIFF strips or tiles do not cover the picture");
        }

        // Without byte counts LibTiff estimates them from the file's length.
        long counts = Find(tiled ? TileByteCounts : StripByteCounts);
        long given = counts < 0 ? 0 : (long)Math.Min(Unsigned(counts + 4, OffsetLength), (ulong)needed);
        for (long i = 0; i < given; i++)
        {
            if (ValueAt(offsets, i) + ValueAt(counts, i) > bytes.Length)
            {
                throw ImageDecoder.CutOff();
            }
        }
    }

    /// <summary>The first value of an entry.</summary>
    private long Value(ushort tag, long otherwise)
    {
        long entry = Find(tag);
        return entry < 0 ? otherwise : ValueAt(entry, 0);
    }

    /// <summary>One value of an entry of whole numbers; values beyond what any file holds are cut to 2⁴⁰.</summary>
    private long ValueAt(long entry, long index)
    {
        int size = TypeLength((int)Unsigned(entry + 2, 2));
        bool inline = Unsigned(entry + 4, OffsetLength) <= (ulong)(OffsetLength / Math.Max(size, 1));
        long values = inline ? entry + 4 + OffsetLength : (long)Unsigned(entry + 4 + OffsetLength, OffsetLength);
        return size == 0 ? 0 : (long)Math.Min(Unsigned(values + index * size, size), 1UL << 40);
    }

    /// <summary>Where the entry begins; -1 when there is none.</summary>
    private long Find(ushort tag)
    {
        for (long i = 0; i < entries; i++)
        {
            long entry = firstEntry + i * EntryLength;
            if (Unsigned(entry, 2) == tag)
            {
                return entry;
            }
        }

        return -1;
    }

    private ulong Unsigned(long at, int length)
    {
        if (at < 0 || at + length > bytes.Length)
        {
            throw ImageDecoder.CutOff();
        }

        ReadOnlySpan<byte> from = bytes.Slice((int)at, length);
        return length switch
        {
            1 => from[0],
            2 => bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(from) : BinaryPrimitives.ReadUInt16LittleEndian(from),
            4 => bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(from) : BinaryPrimitives.ReadUInt32LittleEndian(from),
            _ => bigEndian ? BinaryPrimitives.ReadUInt64BigEndian(from) : BinaryPrimitives.ReadUInt64LittleEndian(from),
        };
    }

    /// <summary>Bytes of one value of a field type; 0 for types that do not exist, whose entries readers skip.</summary>
    private static int TypeLength(int type) => type switch
    {
        1 or 2 or 6 or 7 => 1,
        3 or 8 => 2,
        4 or 9 or 11 or 13 => 4,
        5 or 10 or 12 or 16 or 17 or 18 => 8,
        _ => 0,
    };
}
