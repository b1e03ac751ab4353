using Google.Protobuf.Reflection;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Tests.Onnx.Mutation;

/// <summary>Gives values, nodes, operators and functions no name, each other's names, or names that break lines.</summary>
internal sealed class OddNames : ProtoMutator
{
    private static readonly string[] Names = ["", " ", "a\nshifteval: b", "a\r\n   at B.C()", "\0", "\u001b[2J", "{0}", "../x", new string('n', 100_000), "\ud7ff\uffff"];

    protected override void Change(ModelProto model, Random random, string folder)
    {
        FieldSlot[] texts = [.. MessageTree.Slots(model).Where(slot => slot.Field.FieldType == FieldType.String)];
        for (int changes = random.Next(1, 5); changes > 0; changes--)
        {
            Pick(texts, random).Value = random.Next(2) == 0 ? Pick(Names, random) : Pick(texts, random).Value;
        }
    }
}
