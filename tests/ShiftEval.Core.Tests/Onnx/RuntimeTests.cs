using Microsoft.ML.OnnxRuntime;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Tests.Onnx;

/// <summary>What was edited and saved here is what ONNX Runtime computes with.</summary>
public sealed class RuntimeTests : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("shifteval-");

    public void Dispose() => root.Delete(recursive: true);

    [Fact]
    public void Save_ExternalTensorsInAnotherFolder_RunAsBefore()
    {
        OnnxModel model = External();
        string path = Path.Combine(root.CreateSubdirectory("target").FullName, "out.onnx");

        OnnxModelWriter.Save(model, path);
        File.Delete(Path.Combine(root.FullName, "w.bin"));

        Assert.Equal([11f, 22], Run(path, [10, 20]));
    }

    [Fact]
    public void Save_ExternalTensorChanged_RunsWithTheNewValues()
    {
        OnnxModel model = External();
        string path = Path.Combine(root.FullName, "out.onnx");

        TensorData.WriteDoubles(model.Proto.Graph.Initializer[0], [3, 4], model.Folder);
        OnnxModelWriter.Save(model, path);

        Assert.Equal([13f, 24], Run(path, [10, 20]));
        Assert.Equal([11f, 22], Run(model.Name, [10, 20]));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    public void Save_SharedInitializerUnshared_OnlyTheOneReaderChanges(long irVersion)
    {
        ModelBuilder builder = new ModelBuilder().Input("x", 2);
        builder = irVersion < 4 ? builder.InitializerAlsoInput("w", [1, 2]) : builder.Initializer("w", [1, 2]);
        OnnxModel model = builder
            .Node("Add", ["x", "w"], ["a"])
            .Node("Mul", ["a", "w"], ["y"])
            .Output("y", 2)
            .ToModel(opset: 8, irVersion: irVersion);
        string path = Path.Combine(root.FullName, "out.onnx");
        GraphProto graph = model.Proto.Graph;
        ValueUse use = ValueUses.OfModel(model.Proto)[0].UsesOf("w")[1];
        TensorProto copy = graph.Initializer[0].Clone();
        TensorData.WriteDoubles(copy, [100, 1000], null);

        GraphEditor.ReplaceInput(use.Node, use.InputIndex, new GraphEditor(model.Proto).AddInitializer(graph, copy));
        OnnxModelWriter.Save(model, path);

        Assert.Equal([1100f, 22000], Run(path, [10, 20]));
        Assert.Equal("x", Assert.Single(model.Inputs).Name);
    }

    private OnnxModel External()
    {
        File.WriteAllBytes(Path.Combine(root.FullName, "w.bin"), [0, 0, 0, 0, .. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(2f)]);
        string path = Path.Combine(root.FullName, "model.onnx");
        File.WriteAllBytes(path, new ModelBuilder()
            .Input("x", 2)
            .Initializer(Tensors.External("w", DataType.Float, [2], "w.bin", 4, 8))
            .Node("Add", ["x", "w"], ["y"])
            .Output("y", 2)
            .ToBytes());
        return OnnxModel.Load(path);
    }

    private static float[] Run(string path, float[] x)
    {
        using InferenceSession session = new(path);
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(x, [x.Length]);
        using RunOptions options = new();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, ["x"], [input], ["y"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
