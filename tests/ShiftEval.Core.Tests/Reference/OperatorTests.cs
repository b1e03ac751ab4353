using ShiftEval.Tests.Reference.Operators;

namespace ShiftEval.Tests.Reference;

public sealed class OperatorTests
{
    public static TheoryData<string> Names => [.. OperatorCase.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Evaluate_OneOperator_GivesWhatPyTorchOrNumpyGives(string name)
    {
        OperatorCase one = OperatorCase.All[name];

        IReadOnlyList<Tensor64> outputs = Float64Graph.Parse(one.Model).Evaluate(one.Inputs);

        Assert.Equal(one.Outputs.Length, outputs.Count);
        foreach ((Tensor64 expected, Tensor64 actual) in one.Outputs.Zip(outputs))
        {
            Assert.Equal(expected.Shape, actual.Shape);
            Close.Assert(expected.Data, actual.Data, 1e-12, name);
        }
    }

    [Fact]
    public void Names_EveryOperator_HasACase() =>
        Assert.Equal(
            Operator.Names.Concat(["If", "Loop"]).Order(StringComparer.Ordinal),
            OperatorCase.All.Values.Select(one => one.Operator).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    [Fact]
    public void Apply_UnknownOperator_NamesIt()
    {
        OnnxNode node = new("n", "", "Einsum", [], [], new Dictionary<string, OnnxAttribute>(StringComparer.Ordinal));

        NotSupportedException failure = Assert.Throws<NotSupportedException>(() => Operator.Apply(new OperatorCall(node, [], 13)));

        Assert.Contains("Einsum", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Supports_OtherDomain_IsFalseForAKnownName()
    {
        OnnxNode node = new("n", "com.example", "Relu", [], [], new Dictionary<string, OnnxAttribute>(StringComparer.Ordinal));

        Assert.False(Operator.Supports(node));
    }
}
