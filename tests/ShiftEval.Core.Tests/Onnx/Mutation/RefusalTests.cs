using ShiftEval.Diagnostics;
using ShiftEval.Estimation.Measurable;
using ShiftEval.Inspection;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Onnx.Rewrites;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Folding;

namespace ShiftEval.Tests.Onnx.Mutation;

/// <summary>What mutated models brought to light, each in its smallest form.</summary>
public sealed class RefusalTests
{
    [Fact]
    public void Inspect_ConvolutionWithoutOutput_IsNoCandidate()
    {
        OnnxModel model = Convolution().Node("Conv", ["x", "w", "b"], []).ToModel();

        Assert.Equal(0, ModelInspector.Inspect(model).Folded.Candidates);
    }

    [Fact]
    public void FindCandidates_IdentityWithoutOutput_IsPassedOver()
    {
        OnnxModel model = Convolution().Node("Conv", ["x", "w", "b"], ["v"]).Node("Identity", ["v"], []).ToModel();

        Assert.Single(FoldCandidates.Find(model));
    }

    [Theory]
    [InlineData("Relu")]
    [InlineData("Mul")]
    public void FindCandidates_ChainLongerThanCallsNest_IsFollowed(string operation)
    {
        const int Length = 30_000;
        ModelBuilder builder = Convolution().Node("GlobalAveragePool", ["x"], ["v0"]);
        for (int i = 0; i < Length; i++)
        {
            builder.Node(operation, operation == "Mul" ? [$"v{i}", $"v{i}"] : [$"v{i}"], [$"v{i + 1}"]);
        }

        OnnxModel model = builder.Node("Conv", [$"v{Length}", "w", "b"], ["c"]).Node("Mul", ["c", $"v{Length}"], ["d"]).ToModel();

        Assert.Equal("works on maps of one value, behind global pooling", FoldCandidates.Find(model).Single().Reason);
    }

    [Fact]
    public void FindLayers_FunctionsThatDoubleTheirCalls_EndsWithAReason()
    {
        ModelBuilder builder = Norm("p", 1).Function("d", "f0", ["x"], ["y"], new ModelBuilder().Node("Add", ["x", "x"], ["y"]));
        const int Levels = 40;
        for (int level = 1; level <= Levels; level++)
        {
            ModelBuilder body = new ModelBuilder().Node(Call(level - 1), ["x"], ["a"]).Node(Call(level - 1), ["x"], ["b"]).Node("Add", ["a", "b"], ["y"]);
            builder.Function("d", $"f{level}", ["x"], ["y"], body);
        }

        OnnxModel model = builder.Node(Call(Levels), ["one"], ["p"]).ToModel();

        InputException refusal = Assert.Throws<InputException>(() => BatchNormLayers.Find(model));
        Assert.Equal("model.onnx: unfolds to more than 50000 nodes. Export the model again without model-local functions.", refusal.Message);

        static NodeProto Call(int level) => new() { OpType = $"f{level}", Domain = "d" };
    }

    [Theory]
    [InlineData("Sum", 4000)]
    [InlineData("Concat", 4000)]
    public void FindLayers_ParameterThatTakesTooMuchToCompute_IsRefused(string operation, int inputs)
    {
        OnnxModel model = Norm("p", 1)
            .Int64Initializer("s", 1 << 20)
            .Node("ConstantOfShape", ["s"], ["d"])
            .Node(operation, [.. Enumerable.Repeat("d", inputs)], ["p"], Attr.Int("axis", 0))
            .ToModel();

        Assert.StartsWith("its mean takes more steps to compute than any parameter does", BatchNormLayers.Find(model).Single().Refusal!.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { 0L, 3_000_000_000L })]
    [InlineData(new[] { 0L, int.MaxValue })]
    public void FindLayers_EmptyParameterWithHugeSides_IsRefused(long[] shape)
    {
        OnnxModel model = Norm("p", 1)
            .Initializer(Tensors.Empty("e", TensorProto.Types.DataType.Float, shape))
            .Node("Concat", ["e", "e"], ["p"], Attr.Int("axis", 1))
            .ToModel();

        Assert.NotNull(BatchNormLayers.Find(model).Single().Refusal);
    }

    [Fact]
    public void FindLayers_ParameterOfManyAxes_IsRefused()
    {
        OnnxModel model = Norm("p", 1)
            .Int64Initializer("t", [.. Enumerable.Repeat(1L, 65)])
            .Node("Reshape", ["one", "t"], ["p"])
            .ToModel();

        Assert.StartsWith("its mean is computed by Reshape 'p'", BatchNormLayers.Find(model).Single().Refusal!.What, StringComparison.Ordinal);
    }

    [Fact]
    public void FindLayers_LayersThatShareATensor_ShareItInMemory()
    {
        OnnxModel model = Norm("big", 1000).Initializer("big", new float[60_000]).ToModel();
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(1000, BatchNormLayers.Find(model).Count);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000_000);
    }

    [Fact]
    public void FindLayers_MoreChannelsThanAnyModel_IsRefused()
    {
        OnnxModel model = Norm("big", 1000).Initializer("big", new float[70_000]).ToModel();

        InputException refusal = Assert.Throws<InputException>(() => BatchNormLayers.Find(model));
        Assert.Equal("model.onnx: its BatchNorm layers have more than 67108864 channels together. Export the model again.", refusal.Message);
    }

    [Fact]
    public void FindLayers_ManyOfOneName_AreNumbered()
    {
        const int Layers = 50_000;

        Assert.Equal($"one#{Layers}", BatchNormLayers.Find(Norm("one", Layers).ToModel())[^1].Name);
    }

    [Fact]
    public void Measurable_ManyLayers_IsMadeInOnePass() =>
        Assert.Equal(20_000, MeasurableModel.Of(Norm("one", 20_000).ToModel(), "x").Layers.Count);

    [Theory]
    [InlineData("Squeeze")]
    [InlineData("ReduceMean")]
    public void Upgrade_MoreAxesTakenThanThereAre_IsNoShape(string operation)
    {
        OnnxModel model = new ModelBuilder().Input("x", 1, 2).Node(operation, ["x"], ["y"], Attr.Ints("axes", 0, 1, 2), Attr.Int("keepdims", 0)).Output("y").ToModel(opset: 6);

        Assert.Empty(OpsetUpgrade.Apply(model).Changes);
    }

    [Fact]
    public void Upgrade_ReshapeToAShapeOfManyNumbers_IsNoShape()
    {
        ModelBuilder builder = new ModelBuilder().Input("x", 1, 2).Initializer(Tensors.Empty("t", TensorProto.Types.DataType.Int64, [1 << 27])).Node("Reshape", ["x", "t"], ["y"]).Output("y");
        OnnxModel model = builder.ToModel(opset: 6);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Empty(OpsetUpgrade.Apply(model).Changes);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
    }

    [Fact]
    public void Scopes_LongNameWithManyGraphs_TakesNoMemory()
    {
        NodeProto holder = new() { OpType = "Scan", Name = new string('n', 100_000) };
        OnnxModel model = new ModelBuilder().Input("x", 1).Output("x").Node(holder, [], [], Attr.Graphs("g", [.. Enumerable.Range(0, 1000).Select(_ => new ModelBuilder())])).ToModel();
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(1001, GraphScope.All(model.Proto).Count);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
    }

    private static ModelBuilder Convolution() => new ModelBuilder().Input("x", "N", 3, 4, 4).Initializer("w", new float[9], 3, 3, 1, 1).Initializer("b", new float[3]).Output("x");

    private static ModelBuilder Norm(string mean, int layers)
    {
        ModelBuilder builder = new ModelBuilder().Input("x", "N", 1, 4, 4).Initializer("one", [1f]).Output("x");
        string variance = mean == "p" ? "one" : mean;
        for (int i = 0; i < layers; i++)
        {
            builder.Node("BatchNormalization", ["x", "one", "one", mean, variance], [$"n{i}"]);
        }

        return builder;
    }
}
