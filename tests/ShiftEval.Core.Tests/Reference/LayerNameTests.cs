namespace ShiftEval.Tests.Reference;

public sealed class LayerNameTests
{
    [Theory]
    [InlineData("body.0.b1.running_mean", "body.0.b1")]
    [InlineData("bn1_mean", "bn1")]
    [InlineData("batch_norm_0.w_1", "batch_norm_0.w_1")]
    public void Layers_MeanIsAnInitializer_AreNamedByIt(string mean, string expected) =>
        Assert.Equal([expected], Layers([mean], Node("node", mean, "y")));

    [Fact]
    public void Layers_MeanIsComputed_AreNamedByTheNode() => Assert.Equal(["node"], Layers([], Node("node", "computed_mean", "y")));

    [Fact]
    public void Layers_MeanIsComputedAndNodeIsNameless_AreNamedByTheOutput() =>
        Assert.Equal(["y"], Layers([], Node("", "computed_mean", "y")));

    [Fact]
    public void Layers_SharedMean_AreNumbered() =>
        Assert.Equal(["bn", "bn#2", "bn#3"], Layers(["bn.running_mean"], [.. "xyz".Select(c => Node("", "bn.running_mean", $"{c}"))]));

    private static IEnumerable<string> Layers(string[] initializers, params OnnxNode[] nodes)
    {
        Dictionary<string, Tensor64> values = initializers.ToDictionary(name => name, _ => new Tensor64([0], 1), StringComparer.Ordinal);
        return new Float64Graph(new OnnxFile(13, new OnnxGraph(nodes, values, [], []), [])).Layers;
    }

    private static OnnxNode Node(string name, string mean, string output)
    {
        Dictionary<string, OnnxAttribute> none = new(StringComparer.Ordinal);
        return new OnnxNode(name, "", "BatchNormalization", ["x", "scale", "bias", mean, "var"], [output], none);
    }
}
