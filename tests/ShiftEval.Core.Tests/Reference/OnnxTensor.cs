using System.Buffers.Binary;

namespace ShiftEval.Tests.Reference;

/// <summary>Decodes a TensorProto, raw or typed, into doubles.</summary>
internal static class OnnxTensor
{
    /// <summary>Values of TensorProto.DataType.</summary>
    public const int Float = 1, UInt8 = 2, Int8 = 3, UInt16 = 4, Int16 = 5, Int32 = 6, Int64 = 7, Bool = 9, Float16 = 10, Double = 11,
        UInt32 = 12, UInt64 = 13, BFloat16 = 16;

    /// <param name="bytes">A TensorProto.</param>
    /// <param name="folder">Where side files lie; null refuses them.</param>
    public static (string Name, Tensor64 Tensor) Parse(ReadOnlySpan<byte> bytes, string? folder)
    {
        string name = "";
        int type = 0;
        List<long> dimensions = [], integers = [];
        List<double> floats = [];
        Dictionary<string, string> entries = new(StringComparer.Ordinal);
        bool isExternal = false;
        ReadOnlySpan<byte> raw = default;
        WireReader reader = new(bytes);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    reader.AddIntegers(dimensions);
                    break;
                case 2:
                    type = (int)reader.Bits;
                    break;
                case 4:
                    reader.AddFloats(floats);
                    break;
                case 5 or 7 or 11:
                    reader.AddIntegers(integers);
                    break;
                case 8:
                    name = reader.Text;
                    break;
                case 9:
                    raw = reader.Bytes;
                    break;
                case 10:
                    reader.AddDoubles(floats);
                    break;
                case 13:
                    (string key, string value) = SideFile.ParseEntry(reader.Bytes);
                    entries[key] = value;
                    break;
                case 14:
                    isExternal = reader.Bits == 1;
                    break;
                default:
                    break;
            }
        }

        if (isExternal)
        {
            raw = SideFile.Read(entries, folder);
        }

        int[] shape = [.. dimensions.Select(length => checked((int)length))];
        double[] data = !raw.IsEmpty ? FromRaw(raw, type)
            : type is Float16 or BFloat16 ? [.. integers.Select(bits => FromBits((ushort)bits, type))]
            : floats.Count > 0 ? [.. floats]
            : [.. integers.Select(value => (double)value)];
        return (name, new Tensor64(data, shape) { IsInteger = IsInteger(type), IsUnsigned = type is UInt8 or UInt16 or UInt32 or UInt64 });
    }

    public static bool IsInteger(int type) => type is UInt8 or Int8 or UInt16 or Int16 or Int32 or Int64 or Bool or UInt32 or UInt64;

    private static double FromBits(ushort bits, int type) =>
        type == Float16 ? (double)BitConverter.UInt16BitsToHalf(bits) : BitConverter.UInt32BitsToSingle((uint)bits << 16);

    private static double[] FromRaw(ReadOnlySpan<byte> raw, int type)
    {
        int width = type switch
        {
            UInt8 or Int8 or Bool => 1,
            UInt16 or Int16 or Float16 or BFloat16 => 2,
            Float or Int32 or UInt32 => 4,
            Double or Int64 or UInt64 => 8,
            _ => throw new NotSupportedException($"Tensor element type {type}."),
        };
        double[] data = new double[raw.Length / width];
        for (int i = 0; i < data.Length; i++)
        {
            ReadOnlySpan<byte> item = raw.Slice(i * width, width);
            data[i] = type switch
            {
                UInt8 or Bool => item[0],
                Int8 => (sbyte)item[0],
                UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(item),
                Int16 => BinaryPrimitives.ReadInt16LittleEndian(item),
                Float16 or BFloat16 => FromBits(BinaryPrimitives.ReadUInt16LittleEndian(item), type),
                Float => BinaryPrimitives.ReadSingleLittleEndian(item),
                Int32 => BinaryPrimitives.ReadInt32LittleEndian(item),
                UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(item),
                Double => BinaryPrimitives.ReadDoubleLittleEndian(item),
                Int64 => BinaryPrimitives.ReadInt64LittleEndian(item),
                _ => BinaryPrimitives.ReadUInt64LittleEndian(item),
            };
        }

        return data;
    }
}
