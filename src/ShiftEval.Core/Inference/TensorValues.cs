using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using ShiftEval.Diagnostics;
using ShiftEval.Onnx;

namespace ShiftEval.Inference;

/// <summary>float32 values as the runtime's tensors of another element type, and back.</summary>
internal static class TensorValues
{
    private const float WholeNumber = 1e-3f;

    /// <summary>Whether a model that takes elements of this type can be fed.</summary>
    public static bool CanFeed(OnnxElementType type) =>
        type is OnnxElementType.Float32 or OnnxElementType.Float16 or OnnxElementType.BFloat16 or OnnxElementType.Float64 or OnnxElementType.UInt8;

    /// <summary>Whether scores of this type can be read.</summary>
    public static bool CanRead(TensorElementType type) =>
        type is TensorElementType.Float or TensorElementType.Float16 or TensorElementType.BFloat16 or TensorElementType.Double;

    /// <summary>A tensor to feed; float32 values are fed where they lie, others are converted.</summary>
    /// <exception cref="RunFailedException">Bytes are asked for and a value is none.</exception>
    public static OrtValue Create(Memory<float> values, long[] shape, OnnxElementType type, string where) => type switch
    {
        OnnxElementType.Float32 => Of(values, shape),
        OnnxElementType.Float64 => Of(Convert(values.Span, value => (double)value).AsMemory(), shape),
        OnnxElementType.Float16 => Of(Convert(values.Span, value => (Float16)value).AsMemory(), shape),
        OnnxElementType.BFloat16 => Of(Convert(values.Span, value => (BFloat16)value).AsMemory(), shape),
        OnnxElementType.UInt8 => Of(Convert(values.Span, value => ToByte(value, where)).AsMemory(), shape),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "is not fed"),
    };

    /// <summary>A tensor's first values as float32.</summary>
    public static float[] Read(OrtValue value, int count) => value.GetTensorTypeAndShape().ElementDataType switch
    {
        TensorElementType.Float => value.GetTensorDataAsSpan<float>()[..count].ToArray(),
        TensorElementType.Double => Convert(value.GetTensorDataAsSpan<double>()[..count], number => (float)number),
        TensorElementType.Float16 => Convert(value.GetTensorDataAsSpan<Float16>()[..count], number => number.ToFloat()),
        TensorElementType.BFloat16 => Convert(value.GetTensorDataAsSpan<BFloat16>()[..count], number => number.ToFloat()),
        TensorElementType type => throw new ArgumentOutOfRangeException(nameof(value), type, "is not read"),
    };

    private static OrtValue Of<T>(Memory<T> values, long[] shape)
        where T : unmanaged => OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, values, shape);

    private static byte ToByte(float value, string where)
    {
        float whole = MathF.Round(value);
        return whole is >= 0 and <= 255 && MathF.Abs(value - whole) <= WholeNumber
            ? (byte)whole
            : throw new RunFailedException(where, FormattableString.Invariant($"takes whole numbers 0 to 255, and preprocessing gives {value}"), "Set do_rescale and do_normalize to false");
    }

    private static TTarget[] Convert<TSource, TTarget>(ReadOnlySpan<TSource> values, Func<TSource, TTarget> convert)
    {
        TTarget[] converted = new TTarget[values.Length];
        for (int i = 0; i < converted.Length; i++)
        {
            converted[i] = convert(values[i]);
        }

        return converted;
    }
}
