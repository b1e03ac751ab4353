using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Statistics.Folding;
using ShiftEval.Tests.Onnx;
using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Tests.Statistics.Folding;

public sealed class FoldCandidatesTests
{
    private const string Taken = "has a bias and no BatchNormalization behind it, as folding leaves them";
    private const string Pooled = "works on maps of one value, behind global pooling";
    private const string Gate = "gives the gate that another branch is multiplied by";
    private const string Head = "leads to an output with no non-linearity and no normalisation in between";

    [Theory]
    [InlineData("residual", 3, 4)]
    [InlineData("inverted-residual", 5, 6)]
    [InlineData("squeeze-excite", 4, 7)]
    [InlineData("squeeze-excite-hard", 4, 7)]
    [InlineData("dense", 2, 5)]
    [InlineData("segmentation", 3, 5)]
    public void Find_NetsFoldedByTheirExporter_TakesExactlyTheConvolutionsThatHadABatchNorm(string net, int taken, int all)
    {
        OnnxModel model = OnnxModel.Load(FoldGraphs.PathOf($"{net}.onnx"));
        OnnxModel twin = OnnxModel.Load(FoldGraphs.PathOf($"{net}.unfolded.onnx"));

        IReadOnlyList<FoldCandidate> candidates = FoldCandidates.Find(model);

        Assert.Equal(FoldSelection.ByTwin(model, twin).Taken.Select(candidate => candidate.Name), candidates.Where(candidate => candidate.IsTaken).Select(candidate => candidate.Name));
        Assert.Equal((taken, all), (candidates.Count(candidate => candidate.IsTaken), candidates.Count));
    }

    [Theory]
    [InlineData("residual")]
    [InlineData("inverted-residual")]
    [InlineData("squeeze-excite")]
    [InlineData("segmentation")]
    public void Find_UnfoldedNets_TakesNothing(string net) =>
        Assert.DoesNotContain(FoldCandidates.Find(OnnxModel.Load(FoldGraphs.PathOf($"{net}.unfolded.onnx"))), candidate => candidate.IsTaken);

    [Fact]
    public void Find_Net_SaysOfEachNodeWhyItIsTakenOrLeft()
    {
        IReadOnlyList<FoldCandidate> candidates = FoldCandidates.Find(OnnxModel.Load(FoldGraphs.PathOf("squeeze-excite.onnx")));

        Assert.Equal(
            [
                ("/expand/expand.0/expand.0.0/Conv", "Conv", 8, true, Taken),
                ("/expand/expand.2/expand.2.0/Conv", "Conv", 8, true, Taken),
                ("/squeeze/squeeze.1/Conv", "Conv", 2, false, Pooled),
                ("/squeeze/squeeze.3/Conv", "Conv", 8, false, Pooled),
                ("/project/project.0/Conv", "Conv", 4, true, Taken),
                ("/last/last.0/last.0.0/Conv", "Conv", 8, true, Taken),
                ("/head/Gemm", "Gemm", 5, false, "is fully connected: name it with --layers if a BatchNorm stood behind it"),
            ],
            candidates.Select(each => (each.Name, each.Operator, each.Channels ?? 0, each.IsTaken, each.Reason)));
        Assert.All(candidates, each => Assert.Equal(each.Name, each.Node));
    }

    [Fact]
    public void Find_NoBias_IsLeft() => AssertReason("has no bias, which folding leaves", Body().Conv("c", "x", "h", 2, 2, bias: false));

    [Fact]
    public void Find_BatchNormBehind_IsLeft()
    {
        ModelBuilder builder = new ModelBuilder().Input("x", "N", 2, 4, 4).Output("y", "N", 2, 4, 4)
            .Conv("c", "x", "h", 2, 2).Node("Identity", ["h"], ["i"]).Norm("bn", "i", "y", 2);

        AssertReason("still has its BatchNormalization behind it", builder);
    }

    [Theory]
    [InlineData("Relu")]
    [InlineData("MaxPool")]
    public void Find_FileThatKeepsItsBatchNormsBehindSomethingElse_IsLeft(string between)
    {
        ModelBuilder builder = new ModelBuilder().Input("x", "N", 2, 4, 4).Output("y", "N", 2, 4, 4).Conv("c", "x", "h", 2, 2);
        AttributeProto[] attributes = between == "MaxPool" ? [Attr.Ints("kernel_shape", 1, 1)] : [];
        builder.Node(between, ["h"], ["a"], attributes).Norm("bn", "a", "b", 2).Conv("d", "b", "e", 2, 2).Node("Relu", ["e"], ["f"]).Norm("bn2", "f", "y", 2);

        FoldCandidate candidate = FoldGraphs.Candidate(builder.ToModel(), "c");

        Assert.Equal(("stands in a file that kept its BatchNormalizations, none of them behind a convolution", false), (candidate.Reason, candidate.IsTaken));
        Assert.True(candidate.IsDoubtful);
    }

    [Fact]
    public void Find_BatchNormInAFunctionBehind_IsLeft()
    {
        ModelBuilder body = new ModelBuilder().Node("BatchNormalization", ["fx", "fs", "fb", "fm", "fv"], ["fy"]);
        ModelBuilder builder = new ModelBuilder().Input("x", "N", 2, 4, 4).Output("y", "N", 2, 4, 4).Conv("c", "x", "h", 2, 2)
            .Initializer("s", [1, 1]).Initializer("b", [0, 0]).Initializer("m", [0, 0]).Initializer("v", [1, 1])
            .Node(new NodeProto { OpType = "Norm", Domain = "local" }, ["h", "s", "b", "m", "v"], ["a"]).Node("Relu", ["a"], ["y"])
            .Function("local", "Norm", ["fx", "fs", "fb", "fm", "fv"], ["fy"], body);

        AssertReason("is followed by Norm, which holds a BatchNormalization", builder);
    }

    [Fact]
    public void Find_AnotherNormalisationBehind_IsLeft() => AssertReason(
        "is followed by InstanceNormalization, in whose place no BatchNorm stood",
        Body().Conv("c", "x", "h0", 2, 2).Initializer("s", [1, 1]).Initializer("b", [0, 0]).Node("InstanceNormalization", ["h0", "s", "b"], ["h"]));

    [Fact]
    public void Find_OthersOfItsTypeUnfolded_IsLeftAndOtherTypesAreNot()
    {
        OnnxModel model = Body()
            .Conv("plain", "x", "a", 2, 2, bias: false).Norm("bn", "a", "b", 2)
            .Conv("c", "b", "d", 2, 2)
            .Initializer("t.w", FoldGraphs.Numbers(1, 16), 2, 2, 2, 2).Initializer("t.b", [1, 2])
            .Node(new NodeProto { OpType = "ConvTranspose", Name = "t" }, ["d", "t.w", "t.b"], ["h"])
            .ToModel();

        Assert.Equal("is a Conv, and others in the file still have their BatchNormalization behind them", FoldGraphs.Candidate(model, "c").Reason);
        Assert.True(FoldGraphs.Candidate(model, "t").IsTaken);
    }

    [Fact]
    public void Find_BatchNormBesideAnotherReader_DoesNotMeanThatNothingWasFolded()
    {
        OnnxModel model = Body()
            .Conv("shared", "x", "a", 2, 2, bias: false).Norm("bn", "a", "b", 2).Node("Add", ["a", "b"], ["s"])
            .Conv("c", "s", "h", 2, 2)
            .ToModel();

        Assert.True(FoldGraphs.Candidate(model, "c").IsTaken);
    }

    [Fact]
    public void Find_WeightThatCannotBeRewritten_IsLeftWithTheReason()
    {
        AssertReason("has a quantised weight", Weighted(builder => builder
            .Initializer(Tensors.Raw("q", new byte[36], 2, 2, 3, 3)).Initializer("s", [0.1f], 1).Initializer(Tensors.Raw("z", new byte[] { 3 }))
            .Node("DequantizeLinear", ["q", "s", "z"], ["w"])));
        AssertReason("takes its weight from somewhere else than a constant", Weighted(builder => builder
            .Input("v", 2, 2, 3, 3).Node("Exp", ["v"], ["w"])));
        AssertReason("takes its weight from somewhere else than a constant", Weighted(builder => builder.Input("w", 2, 2, 3, 3)));
        AssertReason("holds its weight as int64", Weighted(builder => builder.Initializer(Tensors.Raw("w", new long[36], 2, 2, 3, 3))));
        AssertReason("has a weight of a shape that its operator does not allow", Weighted(builder => builder.Initializer("w", [1, 2])));
    }

    [Fact]
    public void Find_BiasThatCannotBeRewritten_IsLeftWithTheReason()
    {
        AssertReason("takes its bias from somewhere else than a constant", Biased(builder => builder.Input("v", 2).Node("Exp", ["v"], ["b"])));
        AssertReason("has a bias of a shape or type that does not fit its weight", Biased(builder => builder.Initializer("b", [1, 2, 3])));
    }

    [Fact]
    public void Find_ConstantNodesIdentityAndComputedConstants_AreConstantsToo()
    {
        AssertReason(Taken, Biased(builder => builder.Constant("v", [1, 2]).Node("Identity", ["v"], ["b"])));
        AssertReason(Taken, Biased(builder => builder.Constant("v", [1, 2]).Node("Neg", ["v"], ["b"])));
    }

    [Theory]
    [InlineData("GlobalAveragePool")]
    [InlineData("GlobalMaxPool")]
    public void Find_BehindGlobalPooling_IsLeft(string pooling) =>
        AssertReason(Pooled, Body().Node(pooling, ["x"], ["p"]).Node("Relu", ["p"], ["r"]).Conv("c", "r", "h", 2, 2));

    [Theory]
    [InlineData(new long[] { 2, 3 }, true)]
    [InlineData(new long[] { -1, -2 }, true)]
    [InlineData(new long[] { 1 }, false)]
    [InlineData(new long[] { 3 }, false)]
    public void Find_BehindReduceMean_IsLeftWhereItCoversTheMap(long[] axes, bool pooled)
    {
        AssertReason(pooled ? Pooled : Taken, Body().Node("ReduceMean", ["x"], ["p"], Attr.Ints("axes", axes)).Conv("c", "p", "h", 2, 2));
        AssertReason(pooled ? Pooled : Taken, Body().Int64Initializer("axes", axes).Node("ReduceMean", ["x", "axes"], ["p"]).Conv("c", "p", "h", 2, 2), opset: 18);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void Find_BehindAveragePoolOfStatedSize_IsLeftWhereItIsOneValue(long size, bool pooled)
    {
        ModelProto proto = Body().Node("AveragePool", ["x"], ["p"], Attr.Ints("kernel_shape", 4, 4)).Conv("c", "p", "h", 2, 2).Output("p", "N", 2, size, size).ToProto();
        proto.Graph.ValueInfo.Add(proto.Graph.Output[^1]);
        proto.Graph.Output.RemoveAt(proto.Graph.Output.Count - 1);

        Assert.Equal(pooled ? Pooled : Taken, FoldGraphs.Candidate(FoldGraphs.Parsed(proto), "c").Reason);
    }

    [Fact]
    public void Find_PooledValuesSpreadOverTheMapAgain_IsTaken()
    {
        ModelBuilder added = Body().Node("GlobalAveragePool", ["x"], ["p"]).Node("Add", ["x", "p"], ["s"]).Conv("c", "s", "h", 2, 2);
        ModelBuilder resized = Body().Node("GlobalAveragePool", ["x"], ["p"]).Initializer("scales", [1, 1, 4, 4])
            .Node("Resize", ["p", "", "scales"], ["s"]).Conv("c", "s", "h", 2, 2);

        AssertReason(Taken, added);
        AssertReason(Taken, resized);
    }

    [Theory]
    [InlineData("Sigmoid")]
    [InlineData("HardSigmoid")]
    [InlineData("Softmax")]
    public void Find_SquashedAndMultipliedIntoAnotherBranch_IsLeft(string squash) =>
        AssertReason(Gate, Body().Conv("c", "x", "a", 2, 2).Node("Relu", ["a"], ["b"]).Node(squash, ["b"], ["g"]).Node("Mul", ["x", "g"], ["h"]));

    [Fact]
    public void Find_GateShiftedByAConstant_IsLeft() => AssertReason(
        Gate,
        Body().Conv("c", "x", "a", 2, 2).Node("Sigmoid", ["a"], ["g"]).Initializer("one", [1]).Node("Add", ["g", "one"], ["g1"]).Node("Mul", ["g1", "x"], ["h"]));

    [Fact]
    public void Find_MultipliedByAFunctionOfItself_IsTaken()
    {
        ModelBuilder swish = Body().Conv("c", "x", "a", 2, 2).Node("Sigmoid", ["a"], ["g"]).Node("Mul", ["a", "g"], ["h"]);
        ModelBuilder mish = Body().Conv("c", "x", "a", 2, 2).Node("Softplus", ["a"], ["s"]).Node("Tanh", ["s"], ["t"]).Node("Mul", ["t", "a"], ["h"]);
        ModelBuilder hardSwish = Body().Conv("c", "x", "a", 2, 2).Initializer("three", [3]).Initializer("sixth", [1 / 6f])
            .Node("Add", ["a", "three"], ["p"]).Node("Clip", ["p"], ["l"]).Node("Mul", ["a", "l"], ["m"]).Node("Mul", ["m", "sixth"], ["h"]);
        ModelBuilder gelu = Body().Conv("c", "x", "a", 2, 2).Initializer("root", [1.414f]).Initializer("one", [1]).Initializer("half", [0.5f])
            .Node("Div", ["a", "root"], ["d"]).Node("Erf", ["d"], ["e"]).Node("Add", ["e", "one"], ["f"]).Node("Mul", ["a", "f"], ["m"]).Node("Mul", ["m", "half"], ["h"]);

        Assert.All([swish, mish, hardSwish, gelu], builder => AssertReason(Taken, builder));
    }

    [Fact]
    public void Find_MultipliedByAGateOfAnother_IsTaken() => AssertReason(
        Taken, Body().Conv("c", "x", "a", 2, 2).Conv("gate", "x", "b", 2, 2).Node("Sigmoid", ["b"], ["g"]).Node("Mul", ["a", "g"], ["h"]));

    [Theory]
    [InlineData]
    [InlineData("Sigmoid")]
    [InlineData("Softmax")]
    [InlineData("GlobalAveragePool", "Flatten", "LogSoftmax")]
    [InlineData("MaxPool", "Transpose", "Sigmoid", "Flatten")]
    [InlineData("Sigmoid", "ArgMax")]
    public void Find_OnlyLinearOperatorsAndTheLastSquashingBeforeAnOutput_IsLeft(params string[] operators) => AssertReason(Head, Chain(operators));

    [Theory]
    [InlineData("Relu")]
    [InlineData("Relu", "GlobalAveragePool")]
    [InlineData("Sigmoid", "Relu")]
    [InlineData("GlobalAveragePool", "Elu", "Flatten")]
    [InlineData("LpNormalization")]
    public void Find_NonLinearityOrNormalisationBeforeEveryOutput_IsTaken(params string[] operators) => AssertReason(Taken, Chain(operators));

    [Fact]
    public void Find_SwishBeforeTheOutput_IsTaken() => AssertReason(
        Taken,
        new ModelBuilder().Input("x", "N", 2, 4, 4).Output("y", "N", 2, 4, 4)
            .Conv("c", "x", "a", 2, 2).Node("Sigmoid", ["a"], ["g"]).Node("Mul", ["a", "g"], ["y"]));

    [Fact]
    public void Find_ConvolutionsInARowBeforeTheOutput_AreAllLeft()
    {
        OnnxModel model = new ModelBuilder().Input("x", "N", 2, 4, 4).Output("y", "N", 2, 4, 4).Conv("a", "x", "h", 2, 2).Conv("b", "h", "y", 2, 2).ToModel();

        Assert.All(FoldCandidates.Find(model), candidate => Assert.Equal(Head, candidate.Reason));
    }

    [Fact]
    public void Find_GemmAndOperatorsOfOtherDomains_AreLeftOrNotListed()
    {
        OnnxModel model = new ModelBuilder().Input("x", "N", 2).Output("y", "N", 2)
            .Initializer("w", [1, 2, 3, 4], 2, 2).Initializer("b", [1, 2])
            .Node("Gemm", ["x", "w", "b"], ["h"])
            .Node(new NodeProto { OpType = "Gemm", Domain = "com.example" }, ["h", "w", "b"], ["y"])
            .ToModel();

        FoldCandidate candidate = Assert.Single(FoldCandidates.Find(model));
        Assert.Equal(("h", "h", "Gemm", 2, false), (candidate.Name, candidate.Node, candidate.Operator, candidate.Channels, candidate.IsTaken));
    }

    [Fact]
    public void Find_SubgraphsAndFunctions_AreNotVisited()
    {
        ModelBuilder inner = new ModelBuilder("then").Conv("inner", "x", "z", 2, 2).Output("z", "N", 2, 4, 4);
        ModelBuilder other = new ModelBuilder("else").Node("Identity", ["x"], ["z2"]).Output("z2", "N", 2, 4, 4);
        OnnxModel model = Body().Input("flag", DataType.Bool).Conv("c", "x", "h", 2, 2)
            .Node("If", ["flag"], ["i"], Attr.Graph("then_branch", inner), Attr.Graph("else_branch", other))
            .ToModel();

        Assert.Equal("c", Assert.Single(FoldCandidates.Find(model)).Name);
    }

    [Fact]
    public void Find_Names_AreUniqueAmongConvolutionsAndBatchNormLayers()
    {
        ModelBuilder builder = Body().Initializer("w", FoldGraphs.Numbers(1, 36), 2, 2, 3, 3).Initializer("b", [1, 2]).Initializer("free.running_mean", [1, 2]);
        string[] names = ["same", "same", "", "bn", "free"];
        for (int i = 0; i < names.Length; i++)
        {
            builder.Node(new NodeProto { OpType = "Conv", Name = names[i] }, ["x", "w", "b"], [$"o{i}"], Attr.Ints("pads", 1, 1, 1, 1));
        }

        OnnxModel model = builder.Norm("bn", "x", "h", 2).ToModel();

        Assert.Equal(["same", "same#2", "o2", "bn#2", "free#2"], FoldCandidates.Find(model).Select(candidate => candidate.Name));
    }

    /// <summary>A graph from x to y whose last step, behind h, is a ReLU.</summary>
    private static ModelBuilder Body() => new ModelBuilder().Input("x", "N", 2, 4, 4).Output("y", "N", 2, 4, 4).Node("Relu", ["h"], ["y"]);

    private static ModelBuilder Weighted(Action<ModelBuilder> weight)
    {
        ModelBuilder builder = Body();
        weight(builder);
        return builder.Initializer("b", [1, 2]).Node(new NodeProto { OpType = "Conv", Name = "c" }, ["x", "w", "b"], ["h"]);
    }

    private static ModelBuilder Biased(Action<ModelBuilder> bias)
    {
        ModelBuilder builder = Body();
        bias(builder);
        return builder.Initializer("w", FoldGraphs.Numbers(1, 36), 2, 2, 3, 3).Node(new NodeProto { OpType = "Conv", Name = "c" }, ["x", "w", "b"], ["h"]);
    }

    /// <summary>The convolution c, then operators of one input, then the output.</summary>
    private static ModelBuilder Chain(string[] operators)
    {
        ModelBuilder builder = new ModelBuilder().Input("x", "N", 2, 4, 4).Conv("c", "x", "v0", 2, 2);
        for (int i = 0; i < operators.Length; i++)
        {
            builder.Node(operators[i], [$"v{i}"], [$"v{i + 1}"]);
        }

        return builder.Output($"v{operators.Length}", "N", 2, 4, 4);
    }

    private static void AssertReason(string reason, ModelBuilder builder, long opset = 17)
    {
        FoldCandidate candidate = FoldGraphs.Candidate(builder.ToModel(opset), "c");
        Assert.Equal((reason, reason == Taken), (candidate.Reason, candidate.IsTaken));
    }
}
