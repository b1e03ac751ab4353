using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Tests.Onnx;

/// <summary>Runs small models in ONNX Runtime, all outputs at once.</summary>
internal static class RuntimeRun
{
    /// <summary>Values and shape of every float32 output, in the order of the file.</summary>
    public static IReadOnlyList<(float[] Values, long[] Shape)> Run(OnnxModel model, params (string Name, float[] Values, long[] Shape)[] inputs)
    {
        using InferenceSession session = Open(model);
        return [.. Run(session, session.OutputNames, inputs).Select(output => (output.Values!, output.Shape))];
    }

    /// <summary>The first output's values for one input.</summary>
    public static float[] First(OnnxModel model, string input, float[] values, params long[] shape) => Run(model, (input, values, shape))[0].Values;

    /// <summary>Actual shapes of the input and of everything that nodes of the main graph compute.</summary>
    public static IReadOnlyDictionary<string, long[]> Shapes(OnnxModel model, string input, params long[] shape)
    {
        OnnxModel probe = model.Clone();
        string[] names = [.. probe.Proto.Graph.Node.SelectMany(node => node.Output).Where(name => name.Length > 0)];
        probe.Proto.Graph.Output.Clear();
        probe.Proto.Graph.Output.Add(names.Select(name => new ValueInfoProto { Name = name }));
        using InferenceSession session = Open(probe);
        Dictionary<string, long[]> shapes = names.Zip(Run(session, names, [(input, new float[shape.Aggregate(1L, (a, b) => a * b)], shape)]))
            .ToDictionary(pair => pair.First, pair => pair.Second.Shape, StringComparer.Ordinal);
        shapes.Add(input, shape);
        return shapes;
    }

    /// <summary>A session that says only what is an error.</summary>
    public static InferenceSession Open(OnnxModel model)
    {
        using SessionOptions options = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, IntraOpNumThreads = 1 };
        return new InferenceSession(model.ToBytes(), options);
    }

    private static List<(float[]? Values, long[] Shape)> Run(
        InferenceSession session, IReadOnlyCollection<string> outputs, (string Name, float[] Values, long[] Shape)[] inputs)
    {
        List<OrtValue> values = [.. inputs.Select(input => OrtValue.CreateTensorValueFromMemory(input.Values, input.Shape))];
        using RunOptions options = new();
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(options, [.. inputs.Select(input => input.Name)], values, outputs);
        values.ForEach(value => value.Dispose());
        return [.. results.Select(result => (Floats(result), result.GetTensorTypeAndShape().Shape))];
    }

    private static float[]? Floats(OrtValue value) => value.GetTensorTypeAndShape().ElementDataType switch
    {
        TensorElementType.Float => value.GetTensorDataAsSpan<float>().ToArray(),
        TensorElementType.Bool => [.. value.GetTensorDataAsSpan<bool>().ToArray().Select(bit => bit ? 1f : 0)],
        TensorElementType.Int64 => [.. value.GetTensorDataAsSpan<long>().ToArray().Select(number => (float)number)],
        _ => null,
    };
}
