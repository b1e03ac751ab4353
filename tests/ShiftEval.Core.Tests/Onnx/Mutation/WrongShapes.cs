using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Tests.Onnx.Mutation;

/// <summary>Gives tensors shapes and element types that are not theirs.</summary>
internal sealed class WrongShapes : ProtoMutator
{
    private static readonly long[] Sides = [0, -1, 1, 3, 1L << 20, (1L << 20) + 1, 1L << 28, int.MaxValue, 1L << 31, 3_000_000_000, 1L << 40, long.MaxValue, long.MinValue];

    protected override void Change(ModelProto model, Random random, string folder)
    {
        TensorProto[] tensors = [.. TensorWalker.AllTensors(model)];
        for (int changes = random.Next(1, 4); changes > 0 && tensors.Length > 0; changes--)
        {
            TensorProto tensor = Pick(tensors, random);
            switch (random.Next(6))
            {
                case 0 when tensor.Dims.Count > 0:
                    tensor.Dims[random.Next(tensor.Dims.Count)] = Pick(Sides, random);
                    break;
                case 1:
                    tensor.Dims.Clear();
                    tensor.Dims.Add(Enumerable.Range(0, random.Next(1, 5)).Select(_ => Pick(Sides, random)));
                    break;
                case 2:
                    tensor.Dims.Add(Enumerable.Repeat(1L, random.Next(2) == 0 ? 70 : 5000));
                    break;
                case 3:
                    tensor.DataType = random.Next(-1, 25);
                    break;
                case 4:
                    // No values at all, and a shape that asks for none.
                    tensor.ClearRawData();
                    tensor.FloatData.Clear();
                    tensor.Int64Data.Clear();
                    tensor.Dims.Clear();
                    tensor.Dims.Add([0, Pick(Sides, random)]);
                    break;
                default:
                    tensor.Dims.Add(Pick(Sides, random));
                    break;
            }
        }
    }
}
