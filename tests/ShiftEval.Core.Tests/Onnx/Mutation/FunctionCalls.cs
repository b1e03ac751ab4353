using ShiftEval.Onnx.Proto;
using static ShiftEval.Tests.Onnx.Mutation.BatchNormParameter;

namespace ShiftEval.Tests.Onnx.Mutation;

/// <summary>Functions that call themselves, each other, or each other so often that they unfold to more than any memory holds.</summary>
internal sealed class FunctionCalls : ProtoMutator
{
    private const string Domain = "laughs";

    protected override void Change(ModelProto model, Random random, string folder)
    {
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = Domain, Version = 1 });
        int levels = random.Next(2, 70);
        int calls = random.Next(1, 11);
        string inner = random.Next(3) switch { 0 => "Add", 1 => "BatchNormalization", _ => "Relu" };
        for (int level = 0; level < levels; level++)
        {
            model.Functions.Add(Level(level, level == 0 ? null : $"f{level - 1}", calls, inner));
        }

        // A circle, or a bottom to it.
        FunctionProto first = model.Functions[^levels];
        if (random.Next(3) == 0)
        {
            first.Node.Add(new NodeProto { OpType = $"f{random.Next(levels)}", Domain = Domain, Input = { "x" }, Output = { "z" } });
        }

        NodeProto call = new() { OpType = $"f{levels - 1}", Domain = Domain, Name = new string('n', random.Next(2) == 0 ? 1 : 20_000), Output = { "p" } };
        call.Input.Add(model.Graph.Initializer.Count > 0 ? Pick(model.Graph.Initializer, random).Name : "x");
        Replace(model, random, [call]);
    }

    private static FunctionProto Level(int level, string? callee, int calls, string inner)
    {
        FunctionProto function = new() { Domain = Domain, Name = $"f{level}", Input = { "x" }, Output = { "y" } };
        function.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 17 });
        if (callee is null)
        {
            function.Node.Add(Node("Constant", [], "c", Attr.Floats("value_floats", [.. Enumerable.Repeat(1f, 1000)])));
            function.Node.Add(Node(inner, inner == "Add" ? ["x", "x"] : ["x", "c", "c", "c", "c"], "y"));
            return function;
        }

        function.OpsetImport.Add(new OperatorSetIdProto { Domain = Domain, Version = 1 });
        for (int i = 0; i < calls; i++)
        {
            function.Node.Add(new NodeProto { OpType = callee, Domain = Domain, Input = { "x" }, Output = { $"v{i}" } });
        }

        function.Node.Add(Node("Sum", [.. Enumerable.Range(0, calls).Select(i => $"v{i}")], "y"));
        return function;
    }
}
