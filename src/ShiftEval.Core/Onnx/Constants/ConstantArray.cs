using System.Buffers.Binary;
using Google.Protobuf;
using ShiftEval.Onnx.Proto;
using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Onnx.Constants;

/// <summary>A small constant in memory: what constant folding computes with.</summary>
/// <param name="Type">The element type that the values are rounded to.</param>
/// <param name="Shape">Its axes.</param>
/// <param name="Values">Row-major; integers and truth values as numbers.</param>
internal sealed record ConstantArray(DataType Type, int[] Shape, double[] Values)
{
    /// <summary>More elements than this are not folded: no BatchNorm has so many channels.</summary>
    public const int MostElements = 1 << 20;

    /// <summary>Nor are arrays of more axes, which no runtime takes.</summary>
    public const int MostAxes = 64;

    /// <summary>Whether the elements are whole numbers or truth values.</summary>
    public bool IsInteger => FloatFormat.Size(Type) is null;

    /// <summary>The values as whole numbers, kept within int64.</summary>
    public long[] Integers => Array.ConvertAll(Values, value => (long)value);

    /// <summary>The values as whole numbers, kept within int32.</summary>
    public int[] Int32s => Array.ConvertAll(Values, value => (int)Math.Clamp(value, int.MinValue, int.MaxValue));

    /// <summary>Rounds values to the type.</summary>
    public static ConstantArray Of(DataType type, int[] shape, double[] values) => new(type, shape, Array.ConvertAll(values, value => Round(type, value)));

    /// <summary>Reads a tensor; null when it is too large or its type is not known here.</summary>
    /// <exception cref="Diagnostics.InputException">The tensor contradicts itself.</exception>
    public static ConstantArray? Read(TensorProto tensor, string? folder)
    {
        DataType type = (DataType)tensor.DataType;
        if (TensorData.ElementCount(tensor) > MostElements || !IsShape(tensor.Dims))
        {
            return null;
        }

        int[] shape = [.. tensor.Dims.Select(side => (int)side)];
        if (FloatFormat.Size(type) is not null)
        {
            return new ConstantArray(type, shape, TensorData.ReadDoubles(tensor, folder));
        }

        return type is DataType.Int64 or DataType.Int32 or DataType.Bool
            ? new ConstantArray(type, shape, Array.ConvertAll(TensorData.ReadInt64s(tensor, folder), value => (double)value))
            : null;
    }

    /// <summary>Reads a sparse tensor as a dense one; null when it is too large, contradicts itself, or its type is not known here.</summary>
    /// <exception cref="Diagnostics.InputException">One of its tensors contradicts itself.</exception>
    public static ConstantArray? Read(SparseTensorProto sparse, string? folder)
    {
        if (!IsShape(sparse.Dims))
        {
            return null;
        }

        int[] shape = [.. sparse.Dims.Select(side => (int)side)];
        long count = shape.Aggregate(1L, (product, side) => product > MostElements ? product : product * side);
        if (sparse.Values is null || sparse.Indices is null || count > MostElements || Read(sparse.Values, folder) is not { } values)
        {
            return null;
        }

        long[] indices = TensorData.ReadInt64s(sparse.Indices, folder);
        bool isFlat = sparse.Indices.Dims.Count == 1;
        double[] dense = new double[count];
        for (int i = 0; i < values.Values.Length; i++)
        {
            long position = 0;
            for (int axis = 0; axis < (isFlat ? 1 : shape.Length); axis++)
            {
                int at = isFlat ? i : (i * shape.Length) + axis;
                position = at < indices.Length ? (isFlat ? indices[at] : (position * shape[axis]) + indices[at]) : -1;
            }

            if (position < 0 || position >= count)
            {
                return null;
            }

            dense[position] = values.Values[i];
        }

        return new ConstantArray(values.Type, shape, dense);
    }

    /// <summary>The values as a tensor in raw storage.</summary>
    public TensorProto ToTensor(string name)
    {
        int size = FloatFormat.Size(Type) ?? (Type == DataType.Int64 ? sizeof(long) : Type == DataType.Int32 ? sizeof(int) : 1);
        byte[] bytes = new byte[Values.Length * size];
        for (int i = 0; i < Values.Length; i++)
        {
            Span<byte> element = bytes.AsSpan(i * size, size);
            switch (Type)
            {
                case DataType.Int64:
                    BinaryPrimitives.WriteInt64LittleEndian(element, (long)Values[i]);
                    break;
                case DataType.Int32:
                    BinaryPrimitives.WriteInt32LittleEndian(element, (int)Values[i]);
                    break;
                case DataType.Bool:
                    element[0] = Values[i] != 0 ? (byte)1 : (byte)0;
                    break;
                default:
                    FloatFormat.Write(Type, element, Values[i]);
                    break;
            }
        }

        TensorProto tensor = new() { Name = name, DataType = (int)Type, RawData = UnsafeByteOperations.UnsafeWrap(bytes) };
        tensor.Dims.Add(Shape.Select(side => (long)side));
        return tensor;
    }

    // An empty array may have a side of any size beside the one of 0.
    private static bool IsShape(IList<long> dims) => dims.Count <= MostAxes && dims.All(side => side is >= 0 and <= int.MaxValue);

    private static double Round(DataType type, double value) => type switch
    {
        DataType.Float => (float)value,
        DataType.Float16 => (double)(Half)value,
        DataType.Bfloat16 => FloatFormat.BFloat16ToDouble(FloatFormat.DoubleToBFloat16(value)),
        DataType.Double => value,
        DataType.Bool => value != 0 ? 1 : 0,
        _ => Math.Truncate(value),
    };
}
