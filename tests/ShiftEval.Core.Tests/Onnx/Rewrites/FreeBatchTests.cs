using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Onnx.Rewrites;

namespace ShiftEval.Tests.Onnx.Rewrites;

/// <summary>What is freed gives in a batch of three what the fixed model gives sample by sample.</summary>
public sealed class FreeBatchTests
{
    public static TheoryData<string, int> Positive => [.. FreeBatchGraphs.Positive.Keys.SelectMany(name => new[] { (name, 1), (name, 5) })];

    public static TheoryData<string, int> Negative =>
        [.. FreeBatchGraphs.Negative.SelectMany(one => one.Value.Batches.Select(batch => (one.Key, batch)))];

    [Theory]
    [MemberData(nameof(Positive))]
    public void Apply_SamplesKeptApart_AnyBatchGivesWhatTheFixedOneDoes(string name, int batch)
    {
        OnnxModel model = FreeBatchGraphs.Positive[name](batch);
        byte[] before = model.ToBytes();

        (OnnxModel? free, string? obstacle) = FreeBatch.Apply(model, "x", RuntimeRun.Shapes(model, "x", [batch, .. FreeBatchGraphs.Sample]));

        Assert.Null(obstacle);
        Assert.Equal(before, model.ToBytes());
        FreeBatchGraphs.AssertSame(model, free!, "x", batch, FreeBatchGraphs.Sample, samples: 3);
    }

    [Theory]
    [MemberData(nameof(Negative))]
    public void Apply_SamplesMixedOrUnclear_NamesTheNode(string name, int batch)
    {
        FreeBatchGraphs.Refused refused = FreeBatchGraphs.Negative[name];
        OnnxModel model = refused.Build(batch);

        (OnnxModel? free, string? obstacle) = FreeBatch.Apply(model, "x", RuntimeRun.Shapes(model, "x", [batch, .. FreeBatchGraphs.Sample]));

        Assert.Null(free);
        Assert.StartsWith("node ", obstacle, StringComparison.Ordinal);
        Assert.Contains(refused.Says, obstacle, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_ReshapeTargetShared_LeavesTheOtherReaderAlone()
    {
        OnnxModel model = FreeBatchGraphs.Model(2, builder => builder
            .Int64Initializer("target", 2, 48)
            .Initializer("table", [.. Enumerable.Range(0, 96).Select(i => (float)i)], 96)
            .Node("Reshape", ["table", "target"], ["t"])
            .Node("ReduceSum", ["t"], ["sum"], Attr.Ints("axes", 0), Attr.Int("keepdims", 1))
            .Node("Reshape", ["x", "target"], ["flat"])
            .Node("Add", ["flat", "sum"], ["y"]), opset: 12);

        (OnnxModel? free, _) = FreeBatch.Apply(model, "x", RuntimeRun.Shapes(model, "x", [2, .. FreeBatchGraphs.Sample]));

        Assert.Equal("target", free!.Proto.Graph.Node[0].Input[1]);
        Assert.Equal("target_1", free.Proto.Graph.Node[2].Input[1]);
        FreeBatchGraphs.AssertSame(model, free, "x", 2, FreeBatchGraphs.Sample, samples: 3);
    }

    [Fact]
    public void Apply_ReshapeTargetOfItsOwn_IsChangedInPlace()
    {
        OnnxModel model = FreeBatchGraphs.Model(5, builder => builder
            .Node("Constant", [], ["target"], Attr.Tensor("value", Tensors.Typed("", [5L, -1])))
            .Node("Reshape", ["x", "target"], ["y"]));

        (OnnxModel? free, _) = FreeBatch.Apply(model, "x", RuntimeRun.Shapes(model, "x", [5, .. FreeBatchGraphs.Sample]));

        Assert.Equal([0L, -1], TensorData.ReadInt64s(free!.Proto.Graph.Node[0].Attribute[0].T, null));
        Assert.Empty(free.Proto.Graph.Initializer);
    }

    [Fact]
    public void Apply_NamesTaken_BatchGetsAFreshSymbolAndValueInfoGoes()
    {
        OnnxModel model = FreeBatchGraphs.Model(1, builder => builder.Node("Relu", ["x"], ["h"]).Node("Neg", ["h"], ["y"]));
        model.Proto.Graph.ValueInfo.Add(model.Proto.Graph.Input[0].Clone());
        model.Proto.Graph.ValueInfo[0].Name = "h";
        model.Proto.Graph.Output[0].Type.TensorType.Shape.Dim[1].DimParam = "batch";

        (OnnxModel? free, _) = FreeBatch.Apply(model, "x", RuntimeRun.Shapes(model, "x", [1, .. FreeBatchGraphs.Sample]));

        Assert.Equal("batch_1", free!.Inputs[0].Shape![0].Symbol);
        Assert.Equal("batch_1", free.Outputs[0].Shape![0].Symbol);
        Assert.Empty(free.Proto.Graph.ValueInfo);
    }

    [Fact]
    public void Apply_OutputWithoutTheInput_NamesIt()
    {
        OnnxModel model = FreeBatchGraphs.Model(1, builder => builder
            .Initializer("anchors", [1, 2], 1, 2).Node("Neg", ["anchors"], ["a"]).Output("a", 1, 2).Node("Relu", ["x"], ["y"]));

        (_, string? obstacle) = FreeBatch.Apply(model, "x", RuntimeRun.Shapes(model, "x", [1, .. FreeBatchGraphs.Sample]));

        Assert.Equal("output a does not depend on x, so it has no batch axis", obstacle);
    }

    [Fact]
    public void Apply_AnotherInput_NamesIt()
    {
        OnnxModel model = FreeBatchGraphs.Model(1, builder => builder.Input("z", 1).Node("Add", ["x", "z"], ["y"]));

        (_, string? obstacle) = FreeBatch.Apply(model, "x", new Dictionary<string, long[]>(StringComparer.Ordinal));

        Assert.Equal("the model has another input, z", obstacle);
    }

    [Fact]
    public void Apply_ShapeOfAValueMissing_NamesTheNode()
    {
        OnnxModel model = FreeBatchGraphs.Model(1, builder => builder.Node(new NodeProto { OpType = "Relu", Name = "r" }, ["x"], ["y"]));

        (_, string? obstacle) = FreeBatch.Apply(
            model, "x", new Dictionary<string, long[]>(StringComparer.Ordinal) { ["x"] = [1, .. FreeBatchGraphs.Sample] });

        Assert.Equal("node r (Relu) gives y, whose shape is not known", obstacle);
    }

    [Fact]
    public void Apply_OtherDomain_NamesIt()
    {
        OnnxModel model = FreeBatchGraphs.Model(1, builder => builder
            .Import("com.example", 1).Node(new NodeProto { OpType = "Relu", Name = "r", Domain = "com.example" }, ["x"], ["y"]));

        (_, string? obstacle) = FreeBatch.Apply(
            model, "x", new Dictionary<string, long[]>(StringComparer.Ordinal) { ["x"] = [1, .. FreeBatchGraphs.Sample], ["y"] = [1, 3, 4, 4] });

        Assert.Equal("node r (Relu) is of the domain com.example, whose operators are not known here", obstacle);
    }

    [Fact]
    public void Apply_Subgraph_NamesTheNode()
    {
        ModelBuilder branch = new ModelBuilder().Node("Neg", ["x"], ["n"]).Output("n", 1, 3, 4, 4);
        OnnxModel model = FreeBatchGraphs.Model(1, builder => builder
            .Initializer(Tensors.RawBool("c", true))
            .Node(new NodeProto { OpType = "If", Name = "choice" }, ["c"], ["y"], Attr.Graph("then_branch", branch), Attr.Graph("else_branch", branch)));

        (_, string? obstacle) = FreeBatch.Apply(model, "x", RuntimeRun.Shapes(model, "x", [1, .. FreeBatchGraphs.Sample]));

        Assert.Equal("node choice (If) holds subgraphs", obstacle);
    }

    [Fact]
    public void Apply_OpsetBelow7_IsAnObstacle()
    {
        OnnxModel model = FreeBatchGraphs.Model(1, builder => builder.Node("Relu", ["x"], ["y"]), opset: 6);

        (_, string? obstacle) = FreeBatch.Apply(model, "x", new Dictionary<string, long[]>(StringComparer.Ordinal));

        Assert.Equal("the model is of opset 6, which has another broadcasting", obstacle);
    }
}
