using Google.Protobuf.Reflection;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Tests.Onnx.Mutation;

/// <summary>Sets numbers anywhere, as versions, sizes, types and epsilons, to what nobody expects there.</summary>
internal sealed class OddNumbers : ProtoMutator
{
    private static readonly long[] Longs = [0, -1, 1, 2, 7, 15, 17, 65536, int.MaxValue, int.MinValue, 1L << 31, 1L << 32, 1L << 62, long.MaxValue, long.MinValue];
    private static readonly int[] Ints = [0, -1, 1, 3, 6, 7, 8, 9, 10, 11, 16, 22, 99, int.MaxValue, int.MinValue];
    private static readonly float[] Floats = [0, -1, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.Epsilon, -0f];

    protected override void Change(ModelProto model, Random random, string folder)
    {
        FieldSlot[] numbers = [.. MessageTree.Slots(model).Where(slot => slot.Field.FieldType is FieldType.Int64 or FieldType.Int32 or FieldType.Float or FieldType.Double)];
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            FieldSlot slot = Pick(numbers, random);
            slot.Value = slot.Field.FieldType switch
            {
                FieldType.Int64 => Pick(Longs, random),
                FieldType.Int32 => Pick(Ints, random),
                FieldType.Float => Pick(Floats, random),
                _ => (object)(double)Pick(Floats, random),
            };
        }
    }
}
