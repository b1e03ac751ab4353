using Google.Protobuf;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Tests.Onnx.Mutation;

/// <summary>Damage to the messages of a file rather than to its bytes.</summary>
internal abstract class ProtoMutator : IMutator
{
    /// <inheritdoc/>
    public byte[] Apply(byte[] model, Random random, string folder)
    {
        ModelProto proto = ModelProto.Parser.ParseFrom(model);
        Change(proto, random, folder);
        return proto.ToByteArray();
    }

    /// <summary>Changes the messages in place.</summary>
    protected abstract void Change(ModelProto model, Random random, string folder);

    /// <summary>One of the items.</summary>
    protected static T Pick<T>(IReadOnlyList<T> items, Random random) => items[random.Next(items.Count)];
}
