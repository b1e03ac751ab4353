using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Tests.Onnx;

public sealed class RoundTripTests
{
    [Fact]
    public void ToBytes_EveryReferenceModel_GivesTheBytesRead()
    {
        string folder = SharedReference.FolderOrSkip();
        string[] files = Directory.GetFiles(folder, "*.onnx", SearchOption.AllDirectories);
        Assert.NotEmpty(files);

        Assert.All(files, file =>
        {
            byte[] bytes = File.ReadAllBytes(file);
            OnnxModel model = OnnxModel.Load(file);
            Assert.True(bytes.AsSpan().SequenceEqual(model.ToBytes()), "other bytes");
            Assert.True(bytes.AsSpan().SequenceEqual(model.Proto.ToByteArray()), "the messages alone give other bytes");
        });
    }

    [Fact]
    public void Serialise_EveryFieldSet_GivesTheSameBytesAndNothingUnknown()
    {
        int filled = 0;
        ModelProto model = (ModelProto)Fill(ModelProto.Descriptor, 7, ref filled);
        model.IrVersion = 13;
        byte[] bytes = model.ToByteArray();

        ModelProto read = ModelProto.Parser.ParseFrom(bytes);

        Assert.True(filled > 500, $"only {filled} fields were filled");
        Assert.Equal(bytes, read.ToByteArray());
        Assert.Equal(bytes, OnnxModel.Parse(bytes, "m", null).ToBytes());
        Assert.Equal(read, ModelProto.Parser.WithDiscardUnknownFields(true).ParseFrom(bytes));
        Assert.Equal(
            [.. OnnxReflection.Descriptor.MessageTypes.SelectMany(Nested).Select(type => type.FullName).Order(StringComparer.Ordinal)],
            Types(model).Distinct().Order(StringComparer.Ordinal).ToArray());
    }

    [Fact]
    public void Fields_AsInTheFormat_OnlyTheTypedTensorDataArePacked()
    {
        string[] packed =
        [
            .. OnnxReflection.Descriptor.MessageTypes.SelectMany(Nested)
                .SelectMany(type => type.Fields.InFieldNumberOrder())
                .Where(field => field.IsPacked)
                .Select(field => field.FullName),
        ];

        Assert.Equal(
            ["onnx.TensorProto.float_data", "onnx.TensorProto.int32_data", "onnx.TensorProto.int64_data", "onnx.TensorProto.double_data", "onnx.TensorProto.uint64_data"],
            packed);
    }

    [Fact]
    public void ToBytes_WriterWithAnotherFieldOrder_GivesTheBytesReadUntilSomethingChanges()
    {
        ModelProto proto = Small();
        byte[] inOrder = proto.ToByteArray();
        byte[] graph = new ModelProto { Graph = proto.Graph }.ToByteArray();
        ModelProto rest = proto.Clone();
        rest.Graph = null;
        byte[] outOfOrder = [.. graph, .. rest.ToByteArray()];

        OnnxModel model = OnnxModel.Parse(outOfOrder, "m", null);
        OnnxModel copy = model.Clone();
        copy.Proto.ProducerName = "changed";
        byte[] changed = copy.ToBytes();
        copy.Proto.ProducerName = proto.ProducerName;

        Assert.NotEqual(inOrder, outOfOrder);
        Assert.Equal(outOfOrder, model.ToBytes());
        Assert.Equal("changed", OnnxModel.Parse(changed, "m", null).Proto.ProducerName);
        Assert.Equal(outOfOrder, copy.ToBytes());
    }

    [Fact]
    public void ToBytes_FieldsOfTheFuture_AreKept()
    {
        byte[] bytes = [.. Small().ToByteArray(), 0xFA, 0x3E, 3, 1, 2, 3];

        OnnxModel model = OnnxModel.Parse(bytes, "m", null);
        model.Proto.ProducerName = "changed";

        Assert.Equal(bytes[^6..], model.ToBytes()[^6..]);
    }

    private static ModelProto Small() => new ModelBuilder().Input("x", 3).Node("Relu", ["x"], ["y"]).Output("y", 3).ToProto();

    // Every field gets a value, repeated scalars two, and the cases of a oneof take turns. Graphs recur through attributes:
    // depth ends that, with empty messages.
    private static IMessage Fill(MessageDescriptor type, int depth, ref int filled)
    {
        IMessage message = type.Parser.ParseFrom(ByteString.Empty);
        int turn = filled;
        foreach (FieldDescriptor field in type.Fields.InFieldNumberOrder())
        {
            bool isMessage = field.FieldType == FieldType.Message;
            if ((isMessage && depth <= 0) || (field.RealContainingOneof is { } oneof && oneof.Fields[turn % oneof.Fields.Count] != field))
            {
                continue;
            }

            filled++;
            object value = isMessage ? Fill(field.MessageType, depth - 1, ref filled) : Scalar(field);
            if (!field.IsRepeated)
            {
                field.Accessor.SetValue(message, value);
                continue;
            }

            IList list = (IList)field.Accessor.GetValue(message);
            list.Add(value);
            if (!isMessage)
            {
                list.Add(value);
            }
        }

        return message;
    }

    private static object Scalar(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Int64 => -(long)field.FieldNumber - (1L << 40),
        FieldType.UInt64 => ulong.MaxValue - (ulong)field.FieldNumber,
        FieldType.Int32 => -field.FieldNumber,
        FieldType.Float => field.FieldNumber + 0.1f,
        FieldType.Double => field.FieldNumber + 0.1,
        FieldType.String => $"{field.Name} äß 細胞",
        FieldType.Bytes => ByteString.CopyFrom(0, 255, (byte)field.FieldNumber),
        FieldType.Enum => field.EnumType.Values[^1].Number,
        _ => throw new NotSupportedException(field.FullName),
    };

    private static IEnumerable<MessageDescriptor> Nested(MessageDescriptor type) => type.NestedTypes.SelectMany(Nested).Prepend(type);

    private static IEnumerable<string> Types(IMessage message)
    {
        yield return message.Descriptor.FullName;
        foreach (FieldDescriptor field in message.Descriptor.Fields.InDeclarationOrder().Where(field => field.FieldType == FieldType.Message))
        {
            object? value = field.Accessor.GetValue(message);
            IEnumerable<IMessage> inner = value is IEnumerable list ? list.Cast<IMessage>() : value is IMessage one ? [one] : [];
            foreach (string name in inner.SelectMany(Types))
            {
                yield return name;
            }
        }
    }
}
