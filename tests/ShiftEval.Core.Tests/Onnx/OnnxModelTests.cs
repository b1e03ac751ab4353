using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Tests.Onnx;

public sealed class OnnxModelTests : IDisposable
{
    private const string ExportRemedy = "Give an .onnx file, as written by the training framework's ONNX export.";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("shifteval-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Load_SmallModel_TellsWhatItHolds()
    {
        byte[] bytes = Small().ToBytes();
        string path = Write("model.onnx", bytes);

        OnnxModel model = OnnxModel.Load(path);

        Assert.Equal(path, model.Name);
        Assert.Equal(folder.FullName, model.Folder);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), model.Sha256);
        Assert.Equal(17, model.OpsetVersion);
        Assert.Equal("cells", model.Metadata["task"]);
        OnnxValueInfo input = Assert.Single(model.Inputs);
        Assert.Equal("x", input.Name);
        Assert.Equal(OnnxElementType.Float32, input.ElementType);
        Assert.Equal([new(null, "N"), new(2, null), new(null, null)], input.Shape!);
        Assert.Equal("N,2,?", string.Join(',', input.Shape!));
        Assert.Equal("y", Assert.Single(model.Outputs).Name);
    }

    [Fact]
    public void Inputs_InitializerListedAsInput_IsLeftOut()
    {
        OnnxModel model = new ModelBuilder()
            .Input("x", 2)
            .InitializerAlsoInput("w", [1, 2])
            .Node("Add", ["x", "w"], ["y"])
            .Output("y", 2)
            .ToModel(irVersion: 3);

        Assert.Equal("x", Assert.Single(model.Inputs).Name);
    }

    [Fact]
    public void Inputs_SparseInitializerListedAsInput_IsLeftOut()
    {
        ModelProto proto = Small().Input("s", 4).ToProto();
        proto.Graph.SparseInitializer.Add(new SparseTensorProto { Values = Tensors.Raw("s", new float[] { 1 }) });

        OnnxModel model = OnnxModel.Parse(proto.ToByteArray(), "m", null);

        Assert.Equal("x", Assert.Single(model.Inputs).Name);
    }

    [Fact]
    public void Outputs_NoTensorOrNoShape_HaveNoTypeOrShape()
    {
        ModelProto proto = Small().ToProto();
        proto.Graph.Output.Add(new ValueInfoProto { Name = "untyped" });
        proto.Graph.Output.Add(new ValueInfoProto { Name = "list", Type = new TypeProto { SequenceType = new() } });
        proto.Graph.Output.Add(new ValueInfoProto { Name = "half", Type = new TypeProto { TensorType = new() { ElemType = (int)DataType.Float16 } } });

        IReadOnlyList<OnnxValueInfo> outputs = OnnxModel.Parse(proto.ToByteArray(), "m", null).Outputs;

        Assert.Equal(new OnnxValueInfo("untyped", OnnxElementType.Undefined, null), outputs[1]);
        Assert.Equal(new OnnxValueInfo("list", OnnxElementType.Undefined, null), outputs[2]);
        Assert.Equal(new OnnxValueInfo("half", OnnxElementType.Float16, null), outputs[3]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Inputs_SizeThatCannotBeFed_IsUnknown(long size)
    {
        OnnxModel model = new ModelBuilder().Input("x", size, 3).Node("Relu", ["x"], ["y"]).Output("y").ToModel();

        Assert.Equal([new(null, null), new(3, null)], model.Inputs[0].Shape!);
    }

    [Fact]
    public void OpsetVersion_NamesOfTheStandardDomain_AreOne()
    {
        ModelProto proto = Small().Import("com.example", 99).ToProto(opset: 0);
        proto.OpsetImport.Add(new OperatorSetIdProto { Domain = "ai.onnx", Version = 15 });

        Assert.Equal(15, OnnxModel.Parse(proto.ToByteArray(), "m", null).OpsetVersion);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(8, 0)]
    public void OpsetVersion_NothingImported_DependsOnTheAgeOfTheFile(long irVersion, long expected) =>
        Assert.Equal(expected, Small().ToModel(opset: 0, irVersion).OpsetVersion);

    [Fact]
    public void Metadata_RepeatedKey_LastCounts() =>
        Assert.Equal("b", Small().Metadata("k", "a").Metadata("k", "b").ToModel().Metadata["k"]);

    [Fact]
    public void Clone_Changed_LeavesTheOriginalAlone()
    {
        byte[] bytes = Small().ToBytes();
        OnnxModel model = OnnxModel.Parse(bytes, "m", "/somewhere");

        OnnxModel copy = model.Clone();
        copy.Proto.Graph.Initializer[0].RawData = ByteString.CopyFrom(new byte[8]);

        Assert.Equal(bytes, model.ToBytes());
        Assert.NotEqual(bytes, copy.ToBytes());
        Assert.Equal((model.Name, model.Folder, model.Sha256), (copy.Name, copy.Folder, copy.Sha256));
    }

    [Fact]
    public void Load_MissingFile_IsRefused()
    {
        string path = Path.Combine(folder.FullName, "none.onnx");

        AssertRefused($"{path}: does not exist. Check the path of the model.", () => OnnxModel.Load(path));
    }

    [Fact]
    public void Load_Folder_IsRefused() =>
        AssertRefused($"{folder.FullName}: is a folder. Name the .onnx file in it.", () => OnnxModel.Load(folder.FullName));

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public void Load_ImpossiblePath_IsRefused(string path)
    {
        InputException refusal = Assert.Throws<InputException>(() => OnnxModel.Load(path));

        Assert.StartsWith($"{path}: cannot be read (", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_TooLargeFile_IsRefusedUnread()
    {
        string path = Path.Combine(folder.FullName, "large.onnx");
        using (FileStream stream = File.Create(path))
        {
            stream.SetLength(int.MaxValue + 1L);
        }

        AssertRefused(
            $"{path}: is larger than the 2 GB that one ONNX file can hold. Export the model with its weights in an external data file.",
            () => OnnxModel.Load(path));
    }

    [Fact]
    public void Load_EmptyFile_IsRefused()
    {
        string path = Write("empty.onnx", []);

        AssertRefused($"{path}: is empty. Copy or download the file again.", () => OnnxModel.Load(path));
    }

    [Fact]
    public void Parse_CutShort_IsRefused()
    {
        byte[] bytes = Small().ToBytes();

        AssertRefused(
            "m.onnx: is not an ONNX model, or is damaged or cut short after 50 bytes. Copy or download the file again, or export it again.",
            () => OnnxModel.Parse(bytes.AsSpan(0, 50), "m.onnx", null));
    }

    [Fact]
    public void Parse_NoIrVersion_IsRefused()
    {
        ModelProto proto = Small().ToProto();
        proto.ClearIrVersion();

        AssertRefused($"m.onnx: is not an ONNX model: it has no IR version number. {ExportRemedy}", () => OnnxModel.Parse(proto.ToByteArray(), "m.onnx", null));
    }

    [Fact]
    public void Parse_NoGraph_IsRefused()
    {
        ModelProto proto = Small().ToProto();
        proto.Graph = null;

        AssertRefused($"m.onnx: is not an ONNX model: it has no graph. {ExportRemedy}", () => OnnxModel.Parse(proto.ToByteArray(), "m.onnx", null));
    }

    [Fact]
    public void Parse_NoOutputs_IsRefused()
    {
        ModelProto proto = Small().ToProto();
        proto.Graph.Output.Clear();

        AssertRefused($"m.onnx: is not an ONNX model: it has no outputs. {ExportRemedy}", () => OnnxModel.Parse(proto.ToByteArray(), "m.onnx", null));
    }

    [Fact]
    public void Parse_DeeplyNestedSubgraphs_AreRefused()
    {
        ModelBuilder inner = new ModelBuilder().Output("y");
        for (int depth = 0; depth < 40; depth++)
        {
            inner = new ModelBuilder().Node("If", ["c"], ["y"], Attr.Graph("then_branch", inner)).Output("y");
        }

        AssertRefused(
            "m.onnx: nests its graphs too deeply to be read. Simplify the nested If, Loop and Scan nodes.",
            () => OnnxModel.Parse(inner.ToBytes(), "m.onnx", null));
    }

    [Fact]
    public void Parse_NameThatIsNotUtf8_IsRefused()
    {
        byte[] bytes = Small().ToBytes();
        bytes[bytes.AsSpan().IndexOf("Mul"u8)] = 0xB6;

        AssertRefused(
            "m.onnx: holds names or other text that is not UTF-8, or is damaged. Export the model again with names in UTF-8.",
            () => OnnxModel.Parse(bytes, "m.onnx", null));
    }

    [Theory]
    [InlineData("\u0089PNG\r\n\u001a\n\0\0\0\rIHDR", "a PNG image")]
    [InlineData("\u00ff\u00d8\u00ff\u00e0\0\u0010JFIF", "a JPEG image")]
    [InlineData("\u0089HDF\r\n\u001a\n", "an HDF5 file (Keras weights?)")]
    [InlineData("PK\u0003\u0004\0\0\u0008\u0008", "a zip archive, as PyTorch's .pt and .pth files and Keras' .keras files are")]
    [InlineData("\u0080\u0002\u008a\nl\u00fc", "a Python pickle, as old PyTorch .pt and .pth files are")]
    [InlineData("\u001c\0\0\0TFL3\u0014\0 \0", "a TensorFlow Lite model")]
    [InlineData("\u0018\0\0\0ORTM\0\0", "a model in ONNX Runtime's own .ort format")]
    [InlineData("\u0040\0\0\0\0\0\0\0{\"__metadata__\":{}}", "a safetensors file")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "a Git LFS pointer, not the file it stands for")]
    [InlineData("{\n  \"data\": 1\n}", "a JSON file")]
    [InlineData("<!DOCTYPE html><title>404</title>", "a web page, perhaps the error page of a failed download")]
    [InlineData("<?xml version=\"1.0\"?><net/>", "an XML file")]
    [InlineData("path,label\na.png,1\n", "a text file")]
    public void Parse_AnotherFormat_IsNamed(string latin1, string expected)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(latin1);

        AssertRefused(
            $"m.onnx: is not an ONNX model: it looks like {expected}. {ExportRemedy}",
            () => OnnxModel.Parse(bytes, "m.onnx", null));
    }

    private static void AssertRefused(string message, Func<object> act) =>
        Assert.Equal(message, Assert.Throws<InputException>(act).Message);

    private static ModelBuilder Small() => new ModelBuilder()
        .Input("x", "N", 2, null)
        .Initializer("w", [1, 2], 2, 1)
        .Node("Mul", ["x", "w"], ["y"])
        .Output("y", "N", 2, null)
        .Metadata("task", "cells");

    private string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(folder.FullName, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
