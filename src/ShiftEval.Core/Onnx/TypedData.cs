using System.Buffers.Binary;
using ShiftEval.Onnx.Proto;
using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Onnx;

/// <summary>A tensor's values in the field of their type, from and to the little-endian form that raw values have.</summary>
/// <remarks>The 16-bit floats lie in int32_data, one element's bits in the lower half of each entry.</remarks>
internal static class TypedData
{
    public static int Count(TensorProto tensor) => (DataType)tensor.DataType switch
    {
        DataType.Float => tensor.FloatData.Count,
        DataType.Double => tensor.DoubleData.Count,
        DataType.Int64 => tensor.Int64Data.Count,
        DataType.Int32 or DataType.Bool or DataType.Float16 or DataType.Bfloat16 => tensor.Int32Data.Count,
        _ => 0,
    };

    public static byte[] Read(TensorProto tensor)
    {
        switch ((DataType)tensor.DataType)
        {
            case DataType.Float:
                return Bytes(tensor.FloatData, sizeof(float), BinaryPrimitives.WriteSingleLittleEndian);
            case DataType.Double:
                return Bytes(tensor.DoubleData, sizeof(double), BinaryPrimitives.WriteDoubleLittleEndian);
            case DataType.Int64:
                return Bytes(tensor.Int64Data, sizeof(long), BinaryPrimitives.WriteInt64LittleEndian);
            case DataType.Int32:
                return Bytes(tensor.Int32Data, sizeof(int), BinaryPrimitives.WriteInt32LittleEndian);
            case DataType.Bool:
                return Bytes(tensor.Int32Data, sizeof(bool), static (target, value) => target[0] = (byte)value);
            case DataType.Float16 or DataType.Bfloat16:
                return Bytes(
                    tensor.Int32Data,
                    sizeof(ushort),
                    static (target, bits) => BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)bits));
            default:
                throw new ArgumentOutOfRangeException(nameof(tensor));
        }
    }

    public static void Write(TensorProto tensor, DataType type, ReadOnlySpan<byte> bytes)
    {
        switch (type)
        {
            case DataType.Float:
                Replace(tensor.FloatData, bytes, sizeof(float), BinaryPrimitives.ReadSingleLittleEndian);
                break;
            case DataType.Double:
                Replace(tensor.DoubleData, bytes, sizeof(double), BinaryPrimitives.ReadDoubleLittleEndian);
                break;
            case DataType.Float16 or DataType.Bfloat16:
                Replace(tensor.Int32Data, bytes, sizeof(ushort), source => BinaryPrimitives.ReadUInt16LittleEndian(source));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type));
        }
    }

    private static byte[] Bytes<T>(IList<T> values, int size, Encode<T> write)
    {
        byte[] bytes = new byte[values.Count * size];
        for (int i = 0; i < values.Count; i++)
        {
            write(bytes.AsSpan(i * size, size), values[i]);
        }

        return bytes;
    }

    private static void Replace<T>(IList<T> values, ReadOnlySpan<byte> bytes, int size, Decode<T> read)
    {
        for (int i = 0; i < values.Count; i++)
        {
            values[i] = read(bytes.Slice(i * size, size));
        }
    }

    private delegate void Encode<T>(Span<byte> target, T value);

    private delegate T Decode<T>(ReadOnlySpan<byte> source);
}
