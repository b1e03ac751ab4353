using System.Runtime.InteropServices;
using Google.Protobuf;
using ShiftEval.Onnx.Proto;
using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Tests.Onnx;

/// <summary>Tensors for <see cref="ModelBuilder"/>, in each of the places that values can lie in.</summary>
internal static class Tensors
{
    /// <summary>Little-endian values in raw_data. Without dimensions the tensor is a vector.</summary>
    public static TensorProto Raw<T>(string name, T[] values, params long[] dims)
        where T : unmanaged
    {
        TensorProto tensor = Empty(name, TypeOf<T>(), dims.Length == 0 ? [values.Length] : dims);
        tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan()));
        return tensor;
    }

    /// <summary>Raw values of a type that C# has no name for, such as bfloat16, given by their bits.</summary>
    public static TensorProto RawBits(string name, DataType type, ushort[] bits)
    {
        TensorProto tensor = Empty(name, type, [bits.Length]);
        tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(bits.AsSpan()));
        return tensor;
    }

    /// <summary>One float, raw and without axes.</summary>
    public static TensorProto Scalar(string name, float value)
    {
        TensorProto tensor = Raw(name, [value]);
        tensor.Dims.Clear();
        return tensor;
    }

    /// <summary>One int64, raw and without axes.</summary>
    public static TensorProto Int64Scalar(string name, long value)
    {
        TensorProto tensor = Raw(name, [value]);
        tensor.Dims.Clear();
        return tensor;
    }

    /// <summary>A truth value, raw and without axes.</summary>
    public static TensorProto RawBool(string name, bool value)
    {
        TensorProto tensor = Empty(name, DataType.Bool, []);
        tensor.RawData = ByteString.CopyFrom(value ? (byte)1 : (byte)0);
        return tensor;
    }

    /// <summary>Values in float_data.</summary>
    public static TensorProto Typed(string name, float[] values)
    {
        TensorProto tensor = Empty(name, DataType.Float, [values.Length]);
        tensor.FloatData.Add(values);
        return tensor;
    }

    /// <summary>Values in double_data.</summary>
    public static TensorProto Typed(string name, double[] values)
    {
        TensorProto tensor = Empty(name, DataType.Double, [values.Length]);
        tensor.DoubleData.Add(values);
        return tensor;
    }

    /// <summary>Values in int64_data.</summary>
    public static TensorProto Typed(string name, long[] values)
    {
        TensorProto tensor = Empty(name, DataType.Int64, [values.Length]);
        tensor.Int64Data.Add(values);
        return tensor;
    }

    /// <summary>Values in int32_data, also the bits of the 16-bit floats.</summary>
    public static TensorProto Typed(string name, DataType type, int[] values)
    {
        TensorProto tensor = Empty(name, type, [values.Length]);
        tensor.Int32Data.Add(values);
        return tensor;
    }

    /// <summary>A tensor whose values lie in a file beside the model.</summary>
    public static TensorProto External(string name, DataType type, long[] dims, string location, long? offset = null, long? length = null)
    {
        TensorProto tensor = Empty(name, type, dims);
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        if (offset is { } start)
        {
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = FormattableString.Invariant($"{start}") });
        }

        if (length is { } bytes)
        {
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = FormattableString.Invariant($"{bytes}") });
        }

        return tensor;
    }

    public static TensorProto Empty(string name, DataType type, long[] dims)
    {
        TensorProto tensor = new() { DataType = (int)type, Dims = { dims } };
        if (name.Length > 0)
        {
            tensor.Name = name;
        }

        return tensor;
    }

    private static DataType TypeOf<T>() => default(T) switch
    {
        float => DataType.Float,
        double => DataType.Double,
        Half => DataType.Float16,
        long => DataType.Int64,
        int => DataType.Int32,
        byte => DataType.Uint8,
        _ => throw new NotSupportedException(typeof(T).Name),
    };
}
