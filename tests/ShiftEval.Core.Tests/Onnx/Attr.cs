using Google.Protobuf;
using ShiftEval.Onnx.Proto;
using AttributeType = ShiftEval.Onnx.Proto.AttributeProto.Types.AttributeType;

namespace ShiftEval.Tests.Onnx;

/// <summary>Node attributes for <see cref="ModelBuilder"/>.</summary>
internal static class Attr
{
    public static AttributeProto Int(string name, long value) => new() { Name = name, Type = AttributeType.Int, I = value };

    public static AttributeProto Ints(string name, params long[] values) =>
        new() { Name = name, Type = AttributeType.Ints, Ints = { values } };

    public static AttributeProto Float(string name, float value) => new() { Name = name, Type = AttributeType.Float, F = value };

    public static AttributeProto Floats(string name, params float[] values) =>
        new() { Name = name, Type = AttributeType.Floats, Floats = { values } };

    public static AttributeProto Text(string name, string value) =>
        new() { Name = name, Type = AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    public static AttributeProto Tensor(string name, TensorProto value) => new() { Name = name, Type = AttributeType.Tensor, T = value };

    public static AttributeProto Graph(string name, ModelBuilder body) =>
        new() { Name = name, Type = AttributeType.Graph, G = body.ToGraph() };

    public static AttributeProto Graphs(string name, params ModelBuilder[] bodies) =>
        new() { Name = name, Type = AttributeType.Graphs, Graphs = { bodies.Select(body => body.ToGraph()) } };
}
