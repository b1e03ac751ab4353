using ShiftEval.Onnx.Proto;
using static ShiftEval.Tests.Onnx.Mutation.BatchNormParameter;

namespace ShiftEval.Tests.Onnx.Mutation;

/// <summary>Computes a BatchNorm's parameters from constants by few nodes that ask for much: sizes, axes, and chains that double.</summary>
internal sealed class AbsurdConstants : ProtoMutator
{
    private const long Largest = 1 << 20;
    private static readonly long[] Sizes = [0, -1, Largest, Largest + 1, int.MaxValue, 1L << 31, 1L << 40, long.MaxValue, long.MinValue];

    protected override void Change(ModelProto model, Random random, string folder) => Replace(model, random, random.Next(10) switch
    {
        0 => [Integers("s", Pick(Sizes, random)), Node("ConstantOfShape", ["s"], "p")],
        1 => [Integers("s", Pick(Sizes, random), Pick(Sizes, random)), Integers("c", 1), Node("Expand", ["c", "s"], "p")],
        2 => [Integers("a", Pick(Sizes, random)), Integers("b", Pick(Sizes, random)), Integers("c", random.Next(-1, 2)), .. Scalars("a", "b", "c"), Node("Range", ["a.0", "b.0", "c.0"], "p")],
        3 => [Integers("s", Pick(Sizes, random)), Integers("c", 1, 2), Node("Tile", ["c", "s"], "p")],
        4 => Doubling(Node("ConstantOfShape", ["s"], "d0"), "Concat", random),
        5 => Doubling(Node("ConstantOfShape", ["s"], "d0"), "Add", random),
        6 => ManyInputs(random.Next(2) == 0 ? "Sum" : "Concat", random.Next(50, 4000)),
        7 => ManyAxes(random.Next(65, 20_000)),
        8 => ManySlices(random.Next(100, 3000)),
        _ => Circle(),
    });

    private static IEnumerable<NodeProto> Scalars(params string[] names) => names.Select(name => Node("Squeeze", [name], $"{name}.0"));

    private static NodeProto[] Doubling(NodeProto first, string operation, Random random)
    {
        List<NodeProto> nodes = [Integers("s", random.Next(2) == 0 ? 3 : Largest), first];
        int steps = random.Next(5, 120);
        for (int i = 0; i < steps; i++)
        {
            nodes.Add(Node(operation, [$"d{i}", $"d{i}"], $"d{i + 1}", operation == "Concat" ? [Attr.Int("axis", 0)] : []));
        }

        return [.. nodes];
    }

    private static NodeProto[] ManyInputs(string operation, int count) =>
    [
        Integers("s", Largest), Node("ConstantOfShape", ["s"], "d"),
        Node(operation, [.. Enumerable.Repeat("d", count)], "p", Attr.Int("axis", 0)),
    ];

    private static NodeProto[] ManyAxes(int count) =>
    [
        Integers("s", Largest), Node("ConstantOfShape", ["s"], "d"),
        Integers("t", [Largest, .. Enumerable.Repeat(1L, count)]), Node("Reshape", ["d", "t"], "r"), Node("Transpose", ["r"], "p"),
    ];

    private static NodeProto[] ManySlices(int count)
    {
        List<NodeProto> nodes = [Integers("s", Largest), Node("ConstantOfShape", ["s"], "d"), Integers("a", 0), Integers("b", 3)];
        nodes.AddRange(Enumerable.Range(0, count).Select(i => Node("Slice", ["d", "a", "b"], $"s{i}")));
        nodes.Add(Node("Sum", [.. Enumerable.Range(0, count).Select(i => $"s{i}")], "p"));
        return [.. nodes];
    }

    private static NodeProto[] Circle() => [Node("Add", ["q", "q"], "r"), Node("Mul", ["r", "p"], "q"), Node("Identity", ["q"], "p")];
}
