using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Tests.Onnx;

public sealed class DamagedModelTests : IDisposable
{
    private const int Cases = 500;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("shifteval-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void EverythingThatReads_FlippedBytesOrCutShort_ThrowsNothingButInputException()
    {
        File.WriteAllBytes(Path.Combine(folder.FullName, "w.bin"), new byte[16]);
        byte[] whole = Model().ToBytes();
        Random random = new(20240229);
        int refused = 0;
        int read = 0;
        for (int number = 0; number < Cases; number++)
        {
            byte[] damaged = Damage(whole, random);
            try
            {
                OnnxModel model = OnnxModel.Parse(damaged, "m.onnx", folder.FullName);
                Assert.True(damaged.AsSpan().SequenceEqual(model.ToBytes()), $"case {number}: other bytes");
                Exercise(model);
                read++;
            }
            catch (InputException)
            {
                refused++;
            }
            catch (Exception exception)
            {
                Assert.Fail($"case {number}: {exception}");
            }
        }

        Assert.True(refused > Cases / 10 && read > Cases / 10, $"{refused} refused, {read} read: the damage is too strong or too weak to tell");
    }

    private static byte[] Damage(byte[] whole, Random random)
    {
        byte[] bytes = random.Next(4) == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
        for (int flips = random.Next(4); flips > 0 && bytes.Length > 0; flips--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes;
    }

    private void Exercise(OnnxModel model)
    {
        _ = (model.Inputs.Count, model.Outputs.Count, model.Metadata.Count, model.OpsetVersion);
        Assert.All(model.Inputs, input => Assert.NotNull(input.ElementType.ToName()));
        foreach (TensorProto tensor in TensorWalker.AllTensors(model.Proto))
        {
            ProblemList problems = new();
            if (problems.Try(() => TensorData.ReadDoubles(tensor, model.Folder, model.Name)) is { } values)
            {
                Assert.False(TensorData.WriteDoubles(tensor, values, model.Folder, model.Name).Changed);
            }

            _ = problems.Try(() => TensorData.ReadInt64s(tensor, model.Folder, model.Name));
        }

        foreach (ValueUses values in ValueUses.OfModel(model.Proto))
        {
            ConstantResolver resolver = new(values);
            foreach (string name in values.Scope.Nodes.SelectMany(node => node.Input))
            {
                _ = resolver.Resolve(name);
                _ = values.UsesOf(name);
            }
        }

        _ = new GraphEditor(model.Proto).FreshName("w");
        OnnxModelWriter.CheckWritable(model, Path.Combine(folder.FullName, "out.onnx"), overwrite: false, new ProblemList());
    }

    private static ModelBuilder Model() => new ModelBuilder()
        .Input("x", "N", 2)
        .Initializer("w", [1, 2])
        .Initializer(Tensors.External("e", DataType.Float, [2], "w.bin", 8, 8))
        .Initializer(Tensors.Typed("h", DataType.Float16, [1, 2]))
        .Int64Initializer("shape", 2, -1)
        .Constant("k", [1, 2])
        .Node("Identity", ["w"], ["v"])
        .Node("If", ["c"], ["y"], Attr.Graph("then_branch", new ModelBuilder().Node("Add", ["v", "k"], ["z"]).Output("z", 2)))
        .Output("y", "N", 2)
        .Metadata("key", "value")
        .Function("d", "f", ["p"], ["q"], new ModelBuilder().Node("Neg", ["p"], ["q"]));
}
