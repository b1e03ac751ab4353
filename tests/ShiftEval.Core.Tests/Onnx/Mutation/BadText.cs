using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Tests.Onnx.Mutation;

/// <summary>Puts bytes that are not UTF-8 where the file has a text.</summary>
internal sealed class BadText : IMutator
{
    private const string Marker = "ShiftEvalBadTextMarker";
    private static readonly byte[][] Bad = [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82]];

    public byte[] Apply(byte[] model, Random random, string folder)
    {
        ModelProto proto = ModelProto.Parser.ParseFrom(model);
        FieldSlot[] texts = [.. MessageTree.Slots(proto).Where(slot => slot.Field.FieldType == FieldType.String)];
        texts[random.Next(texts.Length)].Value = Marker;
        byte[] bytes = proto.ToByteArray();
        int at = bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Marker));
        Bad[random.Next(Bad.Length)].CopyTo(bytes, at + random.Next(Marker.Length - 4));
        return bytes;
    }
}
