using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ShiftEval.Tests.Reference;

/// <summary>Runs a file in ONNX Runtime on the processor, with inputs and outputs of any element type as doubles.</summary>
internal static class RuntimeOracle
{
    /// <param name="path">The file; side files are found beside it.</param>
    /// <param name="inputs">Name, element type and value of each.</param>
    /// <param name="level">How far the runtime rearranges the graph before it runs it.</param>
    /// <exception cref="OnnxRuntimeException">The runtime refuses the file or fails in it.</exception>
    public static IReadOnlyList<double[]> Run(
        string path,
        IEnumerable<(OnnxInput Input, Tensor64 Value)> inputs,
        GraphOptimizationLevel level = GraphOptimizationLevel.ORT_ENABLE_ALL)
    {
        // Old files list their weights as inputs, and the runtime warns of every one of them.
        using SessionOptions sessionOptions = new()
        {
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            GraphOptimizationLevel = level,
        };
        using InferenceSession session = new(path, sessionOptions);
        (string Name, OrtValue Value)[] fed = [.. inputs.Select(one => (one.Input.Name, Wrap(one.Input.ElementType, one.Value)))];
        try
        {
            using RunOptions options = new();
            using IDisposableReadOnlyCollection<OrtValue> outputs =
                session.Run(options, [.. fed.Select(one => one.Name)], [.. fed.Select(one => one.Value)], session.OutputNames);
            return [.. outputs.Select(Numbers)];
        }
        finally
        {
            foreach ((_, OrtValue value) in fed)
            {
                value.Dispose();
            }
        }
    }

    private static OrtValue Wrap(int elementType, Tensor64 value)
    {
        double[] data = value.Data;
        return (TensorElementType)elementType switch
        {
            TensorElementType.Float => Of(Array.ConvertAll(data, number => (float)number)),
            TensorElementType.Double => Of(data),
            TensorElementType.Float16 => Of(Array.ConvertAll(data, number => (Float16)(float)number)),
            TensorElementType.BFloat16 => Of(Array.ConvertAll(data, number => (BFloat16)(float)number)),
            TensorElementType.Int64 => Of(Array.ConvertAll(data, number => (long)number)),
            TensorElementType.Int32 => Of(Array.ConvertAll(data, number => (int)number)),
            TensorElementType.Bool => Of(Array.ConvertAll(data, number => number != 0)),
            _ => throw new NotSupportedException($"Inputs of element type {elementType}."),
        };

        OrtValue Of<T>(T[] typed)
            where T : unmanaged => OrtValue.CreateTensorValueFromMemory(typed, Array.ConvertAll(value.Shape, length => (long)length));
    }

    private static double[] Numbers(OrtValue value)
    {
        return value.GetTensorTypeAndShape().ElementDataType switch
        {
            TensorElementType.Float => From<float>(number => number),
            TensorElementType.Double => From<double>(number => number),
            TensorElementType.Float16 => From<Float16>(number => (float)number),
            TensorElementType.BFloat16 => From<BFloat16>(number => (float)number),
            TensorElementType.Int64 => From<long>(number => number),
            TensorElementType.Int32 => From<int>(number => number),
            TensorElementType.Bool => From<bool>(number => number ? 1 : 0),
            TensorElementType other => throw new NotSupportedException($"Outputs of element type {other}."),
        };

        double[] From<T>(Converter<T, double> widen)
            where T : unmanaged => Array.ConvertAll(value.GetTensorDataAsSpan<T>().ToArray(), widen);
    }
}
