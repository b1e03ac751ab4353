using System.Buffers.Binary;

namespace ShiftEval.Predictions;

/// <summary>Goes once over the footer of a Parquet file, whose reader never returns from one that has no end.</summary>
/// <remarks>The footer is a structure in Thrift's compact protocol: every field a byte of type and number, numbers as varints.</remarks>
internal ref struct ParquetFooter
{
    private const int TailLength = 8;
    private const int DeepestStructure = 64;

    private readonly ReadOnlySpan<byte> bytes;
    private int at;

    private ParquetFooter(ReadOnlySpan<byte> bytes) => this.bytes = bytes;

    // The types of the compact protocol, in its own numbers.
    private enum Kind : byte
    {
        Stop,
        True,
        False,
        Byte,
        Int16,
        Int32,
        Int64,
        Double,
        Binary,
        List,
        Set,
        Map,
        Struct,
        Uuid,
    }

    /// <summary>Throws when the footer is not whole; leaves the stream at its start.</summary>
    /// <exception cref="InvalidDataException">It is not.</exception>
    public static void Check(Stream stream)
    {
        Span<byte> tail = stackalloc byte[TailLength];
        stream.Seek(-TailLength, SeekOrigin.End);
        stream.ReadExactly(tail);
        int length = BinaryPrimitives.ReadInt32LittleEndian(tail);
        if (!tail[4..].SequenceEqual("PAR1"u8) || length <= 0 || length > stream.Length - TailLength)
        {
            throw new InvalidDataException("The file does not end as a Parquet file does.");
        }

        byte[] footer = new byte[length];
        stream.Seek(-TailLength - length, SeekOrigin.End);
        stream.ReadExactly(footer);
        stream.Seek(0, SeekOrigin.Begin);
        ParquetFooter walk = new(footer);
        walk.SkipStructure(0);
        if (walk.at != length)
        {
            throw new InvalidDataException("The footer ends early.");
        }
    }

    private void SkipStructure(int depth)
    {
        while (true)
        {
            byte header = Next();
            Kind kind = (Kind)(header & 0xF);
            if (kind == Kind.Stop)
            {
                return;
            }

            // The upper half is the step to the field's number; 0 where the number follows.
            if (header >> 4 == 0)
            {
                SkipVarint();
            }

            if (kind is not (Kind.True or Kind.False))
            {
                Skip(kind, depth);
            }
        }
    }

    private void Skip(Kind kind, int depth)
    {
        if (depth > DeepestStructure)
        {
            throw new InvalidDataException("The footer is nested too deeply.");
        }

        switch (kind)
        {
            case Kind.True or Kind.False or Kind.Byte:
                Advance(1);
                break;
            case Kind.Int16 or Kind.Int32 or Kind.Int64:
                SkipVarint();
                break;
            case Kind.Double:
                Advance(sizeof(double));
                break;
            case Kind.Binary:
                Advance(SkipVarint());
                break;
            case Kind.Uuid:
                Advance(16);
                break;
            case Kind.List or Kind.Set:
                SkipList(depth);
                break;
            case Kind.Map:
                SkipMap(depth);
                break;
            case Kind.Struct:
                SkipStructure(depth + 1);
                break;
            default:
                throw new InvalidDataException("The footer holds a field of no known type.");
        }
    }

    private void SkipList(int depth)
    {
        byte header = Next();
        ulong count = header >> 4 == 0xF ? SkipVarint() : (ulong)header >> 4;
        for (ulong i = 0; i < count; i++)
        {
            Skip((Kind)(header & 0xF), depth + 1);
        }
    }

    private void SkipMap(int depth)
    {
        ulong count = SkipVarint();
        byte kinds = count > 0 ? Next() : (byte)0;
        for (ulong i = 0; i < count; i++)
        {
            Skip((Kind)(kinds >> 4), depth + 1);
            Skip((Kind)(kinds & 0xF), depth + 1);
        }
    }

    private byte Next() => at < bytes.Length ? bytes[at++] : throw new InvalidDataException("The footer is cut off.");

    private void Advance(ulong count)
    {
        if (count > (ulong)(bytes.Length - at))
        {
            throw new InvalidDataException("The footer is cut off.");
        }

        at += (int)count;
    }

    private ulong SkipVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            byte next = Next();
            value |= shift < 64 ? (ulong)(next & 0x7F) << shift : 0;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("The footer holds a number that is too long.");
    }
}
