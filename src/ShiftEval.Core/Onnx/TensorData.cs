using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using ShiftEval.Diagnostics;
using ShiftEval.Onnx.Proto;
using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Onnx;

/// <summary>Reads and writes a tensor's values wherever they lie: raw, in the field of their type, or in a file beside the model.</summary>
/// <remarks>All methods throw <see cref="InputException"/>, naming the tensor, when it contradicts itself or cannot be read.</remarks>
internal static class TensorData
{
    private const string ExportRemedy = "Export the model again";

    /// <summary>How messages name a tensor.</summary>
    public static string Where(TensorProto tensor, string? model)
    {
        string name = tensor.Name.Length > 0 ? $"tensor '{tensor.Name}'" : "unnamed tensor";
        return model is null ? name : $"{model}, {name}";
    }

    /// <summary>The number of elements that the shape asks for.</summary>
    public static int ElementCount(TensorProto tensor, string? model = null)
    {
        long count = 1;
        foreach (long size in tensor.Dims)
        {
            if (size < 0)
            {
                throw new InputException(Where(tensor, model), $"has the impossible shape {Shape(tensor)}", ExportRemedy);
            }

            // Saturates instead of overflowing: a later size may still be 0.
            count = size > 0 && count > int.MaxValue / size ? (long)int.MaxValue + 1 : count * size;
        }

        return count <= Array.MaxLength / sizeof(double)
            ? (int)count
            : throw new InputException(Where(tensor, model), $"of shape {Shape(tensor)} is too large to be read", ExportRemedy);
    }

    /// <summary>The values of a float16, bfloat16, float32 or float64 tensor, in row-major order.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="folder">The model's folder, for values in a file; null when there is none.</param>
    /// <param name="model">The model's name for messages.</param>
    public static double[] ReadDoubles(TensorProto tensor, string? folder, string? model = null)
    {
        DataType type = (DataType)tensor.DataType;
        int size = FloatSize(tensor, model);
        ReadOnlySpan<byte> bytes = ReadBytes(tensor, size, folder, model);
        double[] values = new double[bytes.Length / size];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = FloatFormat.Read(type, bytes[(i * size)..]);
        }

        return values;
    }

    /// <summary>The values of an int64, int32 or bool tensor, in row-major order.</summary>
    public static long[] ReadInt64s(TensorProto tensor, string? folder, string? model = null)
    {
        int size = (DataType)tensor.DataType switch
        {
            DataType.Int64 => sizeof(long),
            DataType.Int32 => sizeof(int),
            DataType.Bool => sizeof(bool),
            _ => throw WrongType(tensor, model, "int64, int32 or bool"),
        };
        ReadOnlySpan<byte> bytes = ReadBytes(tensor, size, folder, model);
        long[] values = new long[bytes.Length / size];
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> element = bytes.Slice(i * size, size);
            values[i] = size switch
            {
                sizeof(long) => BinaryPrimitives.ReadInt64LittleEndian(element),
                sizeof(int) => BinaryPrimitives.ReadInt32LittleEndian(element),
                _ => element[0],
            };
        }

        return values;
    }

    /// <summary>
    /// Writes values into a tensor, rounded to its element type and kept in its kind of storage; only values from a file come inline.
    /// A tensor that holds these values already, rounded, is not touched at all.
    /// </summary>
    /// <param name="tensor">A float16, bfloat16, float32 or float64 tensor.</param>
    /// <param name="values">As many values as the tensor has elements, in row-major order.</param>
    /// <param name="folder">The model's folder, for values in a file; null when there is none.</param>
    /// <param name="model">The model's name for messages.</param>
    /// <exception cref="ArgumentException">There are more or fewer values than elements.</exception>
    public static TensorWriteResult WriteDoubles(TensorProto tensor, ReadOnlySpan<double> values, string? folder, string? model = null)
    {
        DataType type = (DataType)tensor.DataType;
        int size = FloatSize(tensor, model);
        byte[] bytes = [.. ReadBytes(tensor, size, folder, model)];
        if (values.Length != bytes.Length / size)
        {
            throw new ArgumentException($"{values.Length} values for the {bytes.Length / size} elements of {tensor.Name}", nameof(values));
        }

        bool changed = false;
        int overflowed = 0;
        int underflowed = 0;
        Span<byte> written = stackalloc byte[size];
        for (int i = 0; i < values.Length; i++)
        {
            Span<byte> element = bytes.AsSpan(i * size, size);
            double old = FloatFormat.Read(type, element);
            FloatFormat.Write(type, written, values[i]);
            double rounded = FloatFormat.Read(type, written);

            overflowed += double.IsFinite(values[i]) && !double.IsFinite(rounded) ? 1 : 0;
            underflowed += values[i] != 0 && rounded == 0 ? 1 : 0;

            // Zeros of different sign are different values here; NaN is one value, and keeps the payload it has.
            if (!(double.IsNaN(old) && double.IsNaN(rounded)) && !element.SequenceEqual(written))
            {
                written.CopyTo(element);
                changed = true;
            }
        }

        if (changed)
        {
            Store(tensor, type, bytes);
        }

        return new TensorWriteResult(changed, overflowed, underflowed);
    }

    /// <summary>A vector of int64 in raw storage.</summary>
    public static TensorProto Vector(string name, params ReadOnlySpan<long> values) => new()
    {
        Name = name,
        DataType = (int)DataType.Int64,
        Dims = { values.Length },
        RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)),
    };

    /// <summary>A tensor of zeros in raw storage.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">float16, bfloat16, float32 or float64.</param>
    /// <param name="shape">Its sizes; empty for a scalar.</param>
    public static TensorProto Zeros(string name, DataType type, IReadOnlyList<long> shape)
    {
        TensorProto tensor = new() { Name = name, DataType = (int)type, Dims = { shape } };
        tensor.RawData = UnsafeByteOperations.UnsafeWrap(new byte[ElementCount(tensor) * FloatSize(tensor, null)]);
        return tensor;
    }

    private static void Store(TensorProto tensor, DataType type, byte[] bytes)
    {
        if (ExternalData.IsExternal(tensor) || tensor.HasRawData)
        {
            tensor.ExternalData.Clear();
            tensor.ClearDataLocation();
            tensor.RawData = UnsafeByteOperations.UnsafeWrap(bytes);
            return;
        }

        TypedData.Write(tensor, type, bytes);
    }

    private static ReadOnlySpan<byte> ReadBytes(TensorProto tensor, int size, string? folder, string? model)
    {
        string where = Where(tensor, model);
        if (tensor.Segment is not null)
        {
            throw new InputException(where, "is stored in segments, which no runtime supports", ExportRemedy);
        }

        int count = ElementCount(tensor, model);
        int typed = TypedData.Count(tensor);
        bool external = ExternalData.IsExternal(tensor);
        if ((external && tensor.RawData.Length + typed > 0) || (tensor.RawData.Length > 0 && typed > 0))
        {
            throw new InputException(where, "holds its values in more than one place", ExportRemedy);
        }

        if ((long)count * size > Array.MaxLength)
        {
            throw new InputException(where, $"of shape {Shape(tensor)} is too large to be read", ExportRemedy);
        }

        if (external)
        {
            return ExternalData.Of(tensor, where).Read(folder, count * size, where);
        }

        if (typed > 0)
        {
            return typed == count ? TypedData.Read(tensor) : throw WrongLength(typed);
        }

        return tensor.RawData.Length == count * size ? tensor.RawData.Span : throw WrongLength(tensor.RawData.Length / (double)size);

        InputException WrongLength(double held) => new(
            where,
            string.Create(CultureInfo.InvariantCulture, $"holds {held} values, but its shape {Shape(tensor)} asks for {count}"),
            ExportRemedy);
    }

    private static int FloatSize(TensorProto tensor, string? model) =>
        FloatFormat.Size((DataType)tensor.DataType) ?? throw WrongType(tensor, model, "float32, float16, bfloat16 or float64");

    private static InputException WrongType(TensorProto tensor, string? model, string expected) =>
        new(Where(tensor, model), $"holds {((OnnxElementType)tensor.DataType).ToName()} values where {expected} are needed", ExportRemedy);

    private static string Shape(TensorProto tensor) =>
        $"[{string.Join(", ", tensor.Dims.Select(size => size.ToString(CultureInfo.InvariantCulture)))}]";
}
