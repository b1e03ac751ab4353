using System.Buffers.Binary;

namespace ShiftEval.Tests.Reference;

/// <summary>
/// Reads the fields of one protobuf message in order. Written by hand, so that the reference shares nothing with the generated
/// classes of the product.
/// </summary>
internal ref struct WireReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> rest = message;
    private int wireType;

    /// <summary>The field number that <see cref="Next"/> stopped at.</summary>
    public int Field { get; private set; }

    /// <summary>The bits of a varint, fixed32 or fixed64 field.</summary>
    public ulong Bits { get; private set; }

    /// <summary>The content of a length-delimited field: text, bytes, a message or packed numbers.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    public readonly string Text => System.Text.Encoding.UTF8.GetString(Bytes);

    public readonly float Single => BitConverter.UInt32BitsToSingle((uint)Bits);

    public bool Next()
    {
        if (rest.IsEmpty)
        {
            return false;
        }

        ulong key = Varint(ref rest);
        Field = checked((int)(key >> 3));
        wireType = (int)(key & 7);
        Bytes = default;
        Bits = 0;
        switch (wireType)
        {
            case 0:
                Bits = Varint(ref rest);
                break;
            case 1:
                Bits = BinaryPrimitives.ReadUInt64LittleEndian(Take(ref rest, 8));
                break;
            case 2:
                Bytes = Take(ref rest, Varint(ref rest));
                break;
            case 5:
                Bits = BinaryPrimitives.ReadUInt32LittleEndian(Take(ref rest, 4));
                break;
            default:
                throw new InvalidDataException($"Field {Field} has wire type {wireType}, which is not in use.");
        }

        return true;
    }

    /// <summary>Adds the numbers of a repeated integer field, packed or one by one.</summary>
    public readonly void AddIntegers(List<long> values)
    {
        if (wireType != 2)
        {
            values.Add((long)Bits);
            return;
        }

        ReadOnlySpan<byte> packed = Bytes;
        while (!packed.IsEmpty)
        {
            values.Add((long)Varint(ref packed));
        }
    }

    /// <summary>Adds the numbers of a repeated float field, packed or one by one.</summary>
    public readonly void AddFloats(List<double> values)
    {
        if (wireType != 2)
        {
            values.Add(Single);
            return;
        }

        for (int at = 0; at < Bytes.Length; at += 4)
        {
            values.Add(BinaryPrimitives.ReadSingleLittleEndian(Bytes[at..]));
        }
    }

    /// <summary>Adds the numbers of a repeated double field, packed or one by one.</summary>
    public readonly void AddDoubles(List<double> values)
    {
        if (wireType != 2)
        {
            values.Add(BitConverter.UInt64BitsToDouble(Bits));
            return;
        }

        for (int at = 0; at < Bytes.Length; at += 8)
        {
            values.Add(BinaryPrimitives.ReadDoubleLittleEndian(Bytes[at..]));
        }
    }

    private static ulong Varint(scoped ref ReadOnlySpan<byte> from)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Take(ref from, 1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("A varint has more than ten bytes.");
    }

    private static ReadOnlySpan<byte> Take(scoped ref ReadOnlySpan<byte> from, ulong count)
    {
        if (count > (ulong)from.Length)
        {
            throw new InvalidDataException($"The message ends {count - (ulong)from.Length} bytes too early.");
        }

        ReadOnlySpan<byte> taken = from[..(int)count];
        from = from[(int)count..];
        return taken;
    }
}
