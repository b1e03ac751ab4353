using System.Buffers.Binary;
using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Onnx;

/// <summary>The little-endian form of the floating element types, and rounding to them: to nearest, ties to even.</summary>
internal static class FloatFormat
{
    /// <summary>Bytes per element; null when the type is not one of float16, bfloat16, float32 and float64.</summary>
    public static int? Size(DataType type) => type switch
    {
        DataType.Float16 or DataType.Bfloat16 => 2,
        DataType.Float => 4,
        DataType.Double => 8,
        _ => null,
    };

    public static double Read(DataType type, ReadOnlySpan<byte> bytes) => type switch
    {
        DataType.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        DataType.Bfloat16 => BFloat16ToDouble(BinaryPrimitives.ReadUInt16LittleEndian(bytes)),
        DataType.Float => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        DataType.Double => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    public static void Write(DataType type, Span<byte> bytes, double value)
    {
        switch (type)
        {
            case DataType.Float16:
                BinaryPrimitives.WriteHalfLittleEndian(bytes, (Half)value);
                break;
            case DataType.Bfloat16:
                BinaryPrimitives.WriteUInt16LittleEndian(bytes, DoubleToBFloat16(value));
                break;
            case DataType.Float:
                BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)value);
                break;
            case DataType.Double:
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type));
        }
    }

    public static double BFloat16ToDouble(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    public static ushort DoubleToBFloat16(double value)
    {
        float single = (float)value;
        uint bits = BitConverter.SingleToUInt32Bits(single);
        if (float.IsNaN(single))
        {
            return (ushort)((bits >> 16) | 0x40);
        }

        // Rounding twice can err at a tie. Rounding to odd first cannot: the last bit then says that something was cut off.
        if (single != value)
        {
            bits = Math.Abs((double)single) > Math.Abs(value) ? bits - 1 : bits;
            bits |= 1;
        }

        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
