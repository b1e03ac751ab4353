using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Folding;
using ShiftEval.Tests.Onnx;
using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Tests.Statistics.Folding;

/// <summary>Small graphs of convolutions, statistics for them, and ONNX Runtime to run them.</summary>
internal static class FoldGraphs
{
    public static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "folding", file);

    /// <summary>Adds a named 3×3 convolution that keeps the map, with weight NAME.w and, unless left out, bias NAME.b.</summary>
    public static ModelBuilder Conv(this ModelBuilder builder, string name, string x, string y, int inputs, int outputs, bool bias = true)
    {
        builder.Initializer($"{name}.w", Numbers(name.Length, outputs * inputs * 9), outputs, inputs, 3, 3);
        if (bias)
        {
            builder.Initializer($"{name}.b", Numbers(name.Length + 1, outputs));
        }

        return builder.Node(
            new NodeProto { OpType = "Conv", Name = name }, bias ? [x, $"{name}.w", $"{name}.b"] : [x, $"{name}.w"], [y], Attr.Ints("pads", 1, 1, 1, 1));
    }

    public static ModelBuilder Norm(this ModelBuilder builder, string name, string x, string y, int channels) => builder
        .Initializer($"{name}.weight", [.. Enumerable.Repeat(1.5f, channels)])
        .Initializer($"{name}.bias", [.. Enumerable.Repeat(0.5f, channels)])
        .Initializer($"{name}.running_mean", [.. Enumerable.Repeat(0.25f, channels)])
        .Initializer($"{name}.running_var", [.. Enumerable.Repeat(2f, channels)])
        .Norm($"/{name}", x, y, $"{name}.weight", $"{name}.bias", $"{name}.running_mean", $"{name}.running_var");

    /// <summary>Numbers between −1 and 1 that look random and are always the same.</summary>
    public static float[] Numbers(int seed, int count) => [.. Enumerable.Range(0, count).Select(i => (float)Math.Sin((seed * 12.9898) + ((i + 1) * 78.233)))];

    /// <summary>Statistics of the selected convolutions that look random and are always the same.</summary>
    public static ModelStatistics Statistics(FoldSelection selection, int seed) => new(selection.Taken.Select((candidate, i) => KeyValuePair.Create(
        candidate.Name,
        new LayerStatistics(
            [.. Numbers(seed + i, candidate.Channels!.Value).Select(value => (double)value)],
            [.. Numbers(seed + i + 50, candidate.Channels.Value).Select(value => 1.2 + value)]))));

    public static OnnxModel Parsed(ModelProto proto) => OnnxModel.Parse(Google.Protobuf.MessageExtensions.ToByteArray(proto), "model.onnx", null);

    public static TensorProto Tensor(OnnxModel model, string name) => model.Proto.Graph.Initializer.Single(tensor => tensor.Name == name);

    public static NodeProto Node(OnnxModel model, string name) => model.Proto.Graph.Node.Single(node => node.Name == name);

    public static FoldCandidate Candidate(OnnxModel model, string name) => FoldCandidates.Find(model).Single(candidate => candidate.Name == name);

    /// <summary>All outputs, one after the other, of a model whose one input is a tensor of numbers.</summary>
    public static double[] Run(OnnxModel model, params long[] shape)
    {
        using SessionOptions options = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, IntraOpNumThreads = 1 };
        using InferenceSession session = new(model.ToBytes(), options);
        float[] numbers = Numbers(7, (int)shape.Aggregate(1L, (count, size) => count * size));
        using OrtValue input = (DataType)model.Proto.Graph.Input[0].Type.TensorType.ElemType switch
        {
            DataType.Float16 => OrtValue.CreateTensorValueFromMemory(
                OrtMemoryInfo.DefaultInstance, MemoryMarshal.Cast<Half, Float16>(Array.ConvertAll(numbers, n => (Half)n)).ToArray().AsMemory(), shape),
            _ => OrtValue.CreateTensorValueFromMemory(numbers, shape),
        };
        using RunOptions run = new();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(run, [session.InputNames[0]], [input], session.OutputNames);
        return [.. outputs.SelectMany(Values)];
    }

    private static double[] Values(OrtValue value) => value.GetTensorTypeAndShape().ElementDataType switch
    {
        Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float16 =>
            Array.ConvertAll(MemoryMarshal.Cast<Float16, Half>(value.GetTensorDataAsSpan<Float16>()).ToArray(), n => (double)n),
        _ => Array.ConvertAll(value.GetTensorDataAsSpan<float>().ToArray(), n => (double)n),
    };
}
