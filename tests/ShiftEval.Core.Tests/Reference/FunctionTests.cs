namespace ShiftEval.Tests.Reference;

/// <summary>Calls of model-local functions, beyond what the fixtures show.</summary>
public sealed class FunctionTests
{
    [Fact]
    public void Evaluate_LastInputLeftOut_IsAbsentInside()
    {
        // The function passes its bounds on to Clip; the call gives no upper one.
        OnnxFunction clip = Function("Bound", ["v", "low", "high"], Node("", "Clip", ["v", "low", "high"], "w"));

        Assert.Equal([-1, 0.5, 9], Evaluate([Node("local", "Bound", ["x", "low"], "y")], clip));
    }

    [Fact]
    public void Evaluate_NamesInsideAndOutside_DoNotMix()
    {
        // "x" is the doubled value inside, and stays the fed one outside.
        OnnxFunction doubled = Function("Double", ["v"], Node("", "Add", ["v", "v"], "x"), Node("", "Identity", ["x"], "w"));

        Assert.Equal([-9, 1.5, 27], Evaluate([Node("local", "Double", ["x"], "z"), Node("", "Add", ["x", "z"], "y")], doubled));
    }

    [Fact]
    public void Evaluate_OuterValueInAFunction_IsNotSeen()
    {
        OnnxFunction peeping = Function("Peep", ["v"], Node("", "Add", ["v", "low"], "w"));

        InvalidDataException failure = Assert.Throws<InvalidDataException>(() => Evaluate([Node("local", "Peep", ["x"], "y")], peeping));

        Assert.Contains("low", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_NameOfAnotherDomain_IsNoCall()
    {
        OnnxFunction relu = Function("Relu", ["v"], Node("", "Neg", ["v"], "w"));

        Assert.Equal([0, 0.5, 9], Evaluate([Node("", "Relu", ["x"], "y")], relu));
    }

    [Fact]
    public void Load_FunctionCallsItself_IsRefused()
    {
        OnnxFunction endless = Function("Again", ["v"], Node("local", "Again", ["v"], "w"));

        InvalidDataException failure = Assert.Throws<InvalidDataException>(() => Evaluate([Node("local", "Again", ["x"], "y")], endless));

        Assert.Contains("Again", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UnsupportedOperators_InsideAFunction_AreNamed()
    {
        OnnxFunction odd = Function("Odd", ["v"], Node("", "Einsum", ["v"], "w"), Node("other", "If", ["v"], "u"));

        Assert.Equal(["Einsum", "If"], Graph([Node("local", "Odd", ["x"], "y")], odd).UnsupportedOperators);
    }

    /// <summary>y for x = [-3, 0.5, 9], with low = -1 stored.</summary>
    private static double[] Evaluate(OnnxNode[] nodes, OnnxFunction function) =>
        Graph(nodes, function).Evaluate(new Tensor64([-3, 0.5, 9], 3))[0].Data;

    private static Float64Graph Graph(OnnxNode[] nodes, OnnxFunction function)
    {
        Dictionary<string, Tensor64> stored = new(StringComparer.Ordinal) { ["low"] = new Tensor64([-1], []) };
        return new Float64Graph(new OnnxFile(13, new OnnxGraph(nodes, stored, [new OnnxInput("x", [3])], ["y"]), [function]));
    }

    private static OnnxFunction Function(string name, string[] inputs, params OnnxNode[] nodes) =>
        new("local", name, 13, inputs, ["w"], new Dictionary<string, OnnxAttribute>(StringComparer.Ordinal), nodes);

    private static OnnxNode Node(string domain, string type, string[] inputs, string output) =>
        new("", domain, type, inputs, [output], new Dictionary<string, OnnxAttribute>(StringComparer.Ordinal));
}
