using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Folding;
using ShiftEval.Tests.Datasets;
using ShiftEval.Tests.Onnx;
using ShiftEval.Tests.Reference;
using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Tests.Statistics.Folding;

public sealed class FoldBackTests
{
    public static TheoryData<string> Cases => FoldCase.Names;

    [Theory]
    [MemberData(nameof(Cases))]
    public void Write_TargetStatistics_EqualTheUnfoldedModelWithThem(string name)
    {
        FoldCase each = FoldCase.Of(name);

        AssertEqualsUnfolded(each.Model(), each.Input, ["c"]);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(21)]
    public void Write_AnyOpset_EqualsTheUnfoldedModel(long opset)
    {
        AssertEqualsUnfolded(FoldCase.Of("grouped").Model(opset), FoldCase.Of("grouped").Input, ["c"]);
        AssertEqualsUnfolded(FoldCase.Of("gemm").Model(opset), FoldCase.Of("gemm").Input, ["c"]);
    }

    [Theory]
    [InlineData("residual")]
    [InlineData("inverted-residual")]
    [InlineData("squeeze-excite")]
    [InlineData("dense")]
    [InlineData("segmentation")]
    public void Write_Nets_EqualTheUnfoldedOnesAndKeepTheirNodes(string net)
    {
        OnnxModel model = OnnxModel.Load(FoldGraphs.PathOf($"{net}.onnx"));

        OnnxModel written = AssertEqualsUnfolded(model, [2, 3, 16, 16], ["*"]);

        Assert.Equal(
            model.Proto.Graph.Node.Select(node => (node.Name, node.OpType, string.Join(' ', node.Output))),
            written.Proto.Graph.Node.Select(node => (node.Name, node.OpType, string.Join(' ', node.Output))));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Write_TargetEqualsSource_GivesTheVeryBytesRead(string name)
    {
        OnnxModel model = FoldCase.Of(name).Model();
        FoldSelection selection = FoldSelection.ByPatterns(model, ["c"]);
        ModelStatistics statistics = FoldGraphs.Statistics(selection, 3);

        (OnnxModel written, IReadOnlyList<StatisticsChange> changes) = FoldBack.Write(model, selection, statistics, statistics);

        Assert.Empty(changes);
        Assert.Equal(model.ToBytes(), written.ToBytes());
    }

    [Fact]
    public void Write_TheModelGiven_StaysAsItIs()
    {
        OnnxModel model = FoldCase.Of("conv").Model();
        byte[] bytes = model.ToBytes();
        FoldSelection selection = FoldSelection.ByPatterns(model, ["c"]);

        FoldBack.Write(model, selection, FoldGraphs.Statistics(selection, 3), FoldGraphs.Statistics(selection, 9));

        Assert.Equal(bytes, model.ToBytes());
    }

    [Fact]
    public void Write_OneChannel_IsAsTheFormulaSaysAndTheOthersKeepTheirBits()
    {
        OnnxModel model = new ModelBuilder().Input("x", 1, 2, 1, 1)
            .Initializer("w", [3, -0f], 2, 1, 1, 1).Initializer("b", [0.5f, -0f])
            .Node(new NodeProto { OpType = "Conv", Name = "c" }, ["x", "w", "b"], ["y"], Attr.Int("group", 2))
            .Output("y", 1, 2, 1, 1)
            .ToModel();

        (OnnxModel written, IReadOnlyList<StatisticsChange> changes) = FoldBack.Write(
            model,
            FoldSelection.ByPatterns(model, ["c"]),
            BatchNormGraphs.Statistics(("c", [1, 2], [4, 7])),
            BatchNormGraphs.Statistics(("c", [5, 2], [16, 7])));

        // y → (y − 5)·2/4 + 1
        Close.Assert([1.5, 0], TensorData.ReadDoubles(FoldGraphs.Tensor(written, "w"), null), 1e-7, "weight");
        Close.Assert([0.5 * 0.5 - 2.5 + 1, 0], TensorData.ReadDoubles(FoldGraphs.Tensor(written, "b"), null), 1e-7, "bias");
        Assert.Equal(0x80000000u, BitConverter.ToUInt32(FoldGraphs.Tensor(written, "b").RawData.Span[4..]));
        Assert.Equal([new StatisticsChange("values", "w", "weight of c"), new StatisticsChange("values", "b", "bias of c")], changes);
    }

    [Fact]
    public void Write_BiasOfOneValue_BecomesOneForEachChannel()
    {
        OnnxModel model = FoldCase.Of("gemm, scalar").Model();
        FoldSelection selection = FoldSelection.ByPatterns(model, ["c"]);

        (OnnxModel written, IReadOnlyList<StatisticsChange> changes) = FoldBack.Write(
            model, selection, FoldGraphs.Statistics(selection, 3), FoldGraphs.Statistics(selection, 9));

        Assert.Equal([4], FoldGraphs.Tensor(written, "c.bias").Dims);
        Assert.Equal(FoldGraphs.Tensor(model, "b"), FoldGraphs.Tensor(written, "b"));
        Assert.Equal(
            [
                new StatisticsChange("values", "w", "weight of c"),
                new StatisticsChange("added-initializer", "c.bias", "bias of c, of another shape than b"),
                new StatisticsChange("node-input", "c", "input 2 is c.bias instead of b"),
            ],
            changes);
    }

    [Fact]
    public void Write_NoBias_AddsOneOnlyWhereItIsNeeded()
    {
        OnnxModel model = FoldCase.Of("conv, no bias").Model();
        FoldSelection selection = FoldSelection.ByPatterns(model, ["c"]);
        ModelStatistics source = BatchNormGraphs.Statistics(("c", [0, 0, 0, 0], [1, 1, 1, 1]));

        IReadOnlyList<StatisticsChange> scaled = FoldBack.Write(model, selection, source, BatchNormGraphs.Statistics(("c", [0, 0, 0, 0], [4, 4, 4, 4]))).Changes;
        (OnnxModel shifted, IReadOnlyList<StatisticsChange> changes) = FoldBack.Write(
            model, selection, source, BatchNormGraphs.Statistics(("c", [1, 2, 3, 4], [1, 1, 1, 1])));

        Assert.Equal(new StatisticsChange("values", "w", "weight of c"), Assert.Single(scaled));
        Assert.Equal(
            [new StatisticsChange("added-initializer", "c.bias", "c had none"), new StatisticsChange("node-input", "c", "input 2 is c.bias, which was left out")],
            changes);
        Assert.Equal([-1, -2, -3, -4], TensorData.ReadDoubles(FoldGraphs.Tensor(shifted, "c.bias"), null));
        Assert.Equal(["x", "w", "c.bias"], shifted.Proto.Graph.Node[0].Input);
    }

    [Fact]
    public void Write_BetaOfZero_IsSetSoThatTheBiasCounts()
    {
        OnnxModel model = FoldCase.Of("gemm, beta 0").Model();
        FoldSelection selection = FoldSelection.ByPatterns(model, ["c"]);

        (OnnxModel written, IReadOnlyList<StatisticsChange> changes) = FoldBack.Write(
            model, selection, FoldGraphs.Statistics(selection, 3), FoldGraphs.Statistics(selection, 9));

        Assert.Equal(new StatisticsChange("node-attribute", "c", "beta is 1 instead of 0, so that the bias counts"), changes[^1]);
        Assert.Equal(1, written.Proto.Graph.Node[0].Attribute.Single(attribute => attribute.Name == "beta").F);
    }

    [Fact]
    public void Write_WeightAndBiasSharedByTwo_GivesEachItsOwn()
    {
        OnnxModel model = Pair(builder => builder, "w", "b").ToModel();

        OnnxModel written = AssertEqualsUnfolded(model, [1, 2, 4, 4], ["one", "two"]);

        Assert.Equal(FoldGraphs.Tensor(model, "w"), FoldGraphs.Tensor(written, "w"));
        Assert.Equal(["x", "one.weight", "one.bias"], FoldGraphs.Node(written, "one").Input);
        Assert.Equal(["h", "two.weight", "two.bias"], FoldGraphs.Node(written, "two").Input);
    }

    [Fact]
    public void Write_OneOfTwoThatShare_LeavesTheOtherAlone()
    {
        OnnxModel model = Pair(builder => builder, "w", "b").ToModel();

        OnnxModel written = AssertEqualsUnfolded(model, [1, 2, 4, 4], ["two"]);

        Assert.Equal(["x", "w", "b"], FoldGraphs.Node(written, "one").Input);
        Assert.Equal(FoldGraphs.Tensor(model, "b"), FoldGraphs.Tensor(written, "b"));
    }

    [Fact]
    public void Write_SharedByTwoThatAgree_StaysShared()
    {
        OnnxModel model = Pair(builder => builder, "w", "b").ToModel();
        FoldSelection selection = FoldSelection.ByPatterns(model, ["one", "two"]);

        (OnnxModel written, IReadOnlyList<StatisticsChange> changes) = FoldBack.Write(
            model,
            selection,
            BatchNormGraphs.Statistics(("one", [0, 0], [1, 1]), ("two", [0, 0], [1, 1])),
            BatchNormGraphs.Statistics(("one", [1, 2], [4, 9]), ("two", [1, 2], [4, 9])));

        Assert.Equal(["w", "b"], changes.Select(change => change.Name));
        Assert.Equal(model.Proto.Graph.Node, written.Proto.Graph.Node);
    }

    [Fact]
    public void Write_ThroughIdentity_GivesTheNodeItsOwn()
    {
        OnnxModel model = Pair(builder => builder.Node("Identity", ["w"], ["wi"]).Node("Identity", ["b"], ["bi"]), "wi", "bi").ToModel();

        OnnxModel written = AssertEqualsUnfolded(model, [1, 2, 4, 4], ["two"]);

        Assert.Equal(["h", "two.weight", "two.bias"], FoldGraphs.Node(written, "two").Input);
        Assert.Equal(FoldGraphs.Tensor(model, "w"), FoldGraphs.Tensor(written, "w"));
    }

    [Fact]
    public void Write_InConstantNodes_AreWrittenThereAndNumbersReplaced()
    {
        OnnxModel model = Pair(
            builder => builder
                .Node("Constant", [], ["wc"], Attr.Tensor("value", Tensors.Raw("", FoldGraphs.Numbers(5, 36), 2, 2, 3, 3)))
                .Node("Constant", [], ["bc"], Attr.Floats("value_floats", 1, 2)),
            "wc",
            "bc").ToModel();

        OnnxModel written = AssertEqualsUnfolded(model, [1, 2, 4, 4], ["two"]);

        Assert.Equal(["h", "wc", "two.bias"], FoldGraphs.Node(written, "two").Input);
        Assert.NotEqual(model.Proto.Graph.Node[0], written.Proto.Graph.Node[0]);
        Assert.Equal(model.Proto.Graph.Node[1], written.Proto.Graph.Node[1]);
    }

    [Fact]
    public void Write_ComputedFromConstants_GivesTheNodeItsOwn()
    {
        OnnxModel model = Pair(builder => builder.Node("Neg", ["w"], ["wn"]).Node("Neg", ["b"], ["bn"]), "wn", "bn").ToModel();

        OnnxModel written = AssertEqualsUnfolded(model, [1, 2, 4, 4], ["two"]);

        Assert.Equal(["h", "two.weight", "two.bias"], FoldGraphs.Node(written, "two").Input);
    }

    [Fact]
    public void Write_OtherReadersOfTheConstants_KeepTheOld()
    {
        ModelBuilder branch = new ModelBuilder("then").Node("Identity", ["b2"], ["z"]).Output("z", 2);
        ModelBuilder other = new ModelBuilder("else").Node("Identity", ["b"], ["z2"]).Output("z2", 2);
        OnnxModel model = Pair(
            builder => builder.Initializer("w2", FoldGraphs.Numbers(5, 36), 2, 2, 3, 3).Initializer("b2", [3, 4])
                .Initializer(new TensorProto { Name = "flag", DataType = (int)DataType.Bool, RawData = Google.Protobuf.ByteString.CopyFrom(1) })
                .Node("If", ["flag"], ["branched"], Attr.Graph("then_branch", branch), Attr.Graph("else_branch", other))
                .Output("w2", 2, 2, 3, 3).Output("branched", 2),
            "w2",
            "b2").ToModel();

        OnnxModel written = AssertEqualsUnfolded(model, [1, 2, 4, 4], ["two"]);

        Assert.Equal(["h", "two.weight", "two.bias"], FoldGraphs.Node(written, "two").Input);
        Assert.Equal([FoldGraphs.Tensor(model, "w2"), FoldGraphs.Tensor(model, "b2")], [FoldGraphs.Tensor(written, "w2"), FoldGraphs.Tensor(written, "b2")]);
    }

    [Fact]
    public void Write_ExternalData_BringsInWhatChanged()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.At("w.bin"), [.. FoldGraphs.Numbers(1, 108).SelectMany(BitConverter.GetBytes)]);
        ModelProto proto = FoldCase.Of("conv").Model().Proto;
        proto.Graph.Initializer[0] = Tensors.External("w", DataType.Float, [4, 3, 3, 3], "w.bin");
        OnnxModel model = OnnxModel.Parse(Google.Protobuf.MessageExtensions.ToByteArray(proto), "model.onnx", folder.Path);
        FoldSelection selection = FoldSelection.ByPatterns(model, ["c"]);
        ModelStatistics source = FoldGraphs.Statistics(selection, 3);
        ModelStatistics target = FoldGraphs.Statistics(selection, 9);

        OnnxModel written = FoldBack.Write(model, selection, source, target).Model;

        OnnxModel inline = FoldCase.Of("conv").Model();
        Assert.Equal(
            TensorData.ReadDoubles(FoldGraphs.Tensor(FoldBack.Write(inline, FoldSelection.ByPatterns(inline, ["c"]), source, target).Model, "w"), null),
            TensorData.ReadDoubles(FoldGraphs.Tensor(written, "w"), null));
        Assert.Equal(model.ToBytes(), FoldBack.Write(model, selection, source, source).Model.ToBytes());
    }

    [Fact]
    public void Write_Float16_IsKeptAndWhatDoesNotFitRefused()
    {
        OnnxModel model = Half();
        FoldSelection selection = FoldSelection.ByPatterns(model, ["c"]);
        ModelStatistics source = BatchNormGraphs.Statistics(("c", [0, 0], [1, 1]));

        OnnxModel written = AssertEqualsUnfolded(model, [1, 2, 4, 4], ["c"], tolerance: 2e-2);
        InputException exception = Assert.Throws<InputException>(
            () => FoldBack.Write(model, selection, source, BatchNormGraphs.Statistics(("c", [1e6, 0], [1, 1e-12]))));

        Assert.Equal(DataType.Float16, (DataType)FoldGraphs.Tensor(written, "w").DataType);
        Assert.Equal(
            "model.onnx, node c: 1 of 4 new values of weight are too large for float16. Export the model in float32.\n"
            + "model.onnx, node c: 2 of 2 new values of bias are too large for float16. Export the model in float32.",
            exception.Message);
    }

    [Fact]
    public void Write_StatisticsThatDoNotFit_AreRefusedTogether()
    {
        OnnxModel model = Pair(builder => builder, "w", "b").ToModel();

        Assert.Equal(
            "model.onnx, node one: the source statistics have no layer one. Use statistics of this model.\n"
            + "model.onnx, node two: the source mean of channel 1 is not a finite number. Check the images and the preprocessing.\n"
            + "model.onnx, node one: the target statistics have 1 channels, the node has 2. Use statistics of this model.\n"
            + "model.onnx, node two: the target variance of channel 0 is not a finite number of at least 0. Check the images and the preprocessing.",
            Assert.Throws<InputException>(() => FoldBack.Write(
                model,
                FoldSelection.ByPatterns(model, ["one", "two"]),
                BatchNormGraphs.Statistics(("two", [1, double.NaN], [1, 1])),
                BatchNormGraphs.Statistics(("one", [1], [1]), ("two", [1, 1], [-1, 1])))).Message);
    }

    /// <summary>Folds target statistics back and compares with the unfolded model they were written into.</summary>
    private static OnnxModel AssertEqualsUnfolded(OnnxModel model, long[] input, string[] patterns, double tolerance = 1e-4)
    {
        FoldSelection selection = FoldSelection.ByPatterns(model, patterns);
        ModelStatistics source = FoldGraphs.Statistics(selection, 3);
        ModelStatistics target = FoldGraphs.Statistics(selection, 9);
        OnnxModel unfolded = Unfolding.Insert(model, selection, source);
        ModelStatistics stored = BatchNormGraphs.Stored(unfolded);
        OnnxModel adapted = StatisticsWriter.Write(
            unfolded, new ModelStatistics(stored.Layers.Select(layer => KeyValuePair.Create(layer, target.TryGet(layer, out LayerStatistics? values) ? values : stored[layer])))).Model;

        OnnxModel written = FoldBack.Write(model, selection, source, target).Model;

        double[] expected = FoldGraphs.Run(adapted, input);
        Close.Assert(expected, FoldGraphs.Run(written, input), tolerance, "outputs");
        Assert.True(expected.Zip(FoldGraphs.Run(model, input), (a, b) => Math.Abs(a - b)).Max() > 0.01);
        return written;
    }

    /// <summary>Convolutions one and two in a row; the first reads w and b, the second what is named.</summary>
    private static ModelBuilder Pair(Func<ModelBuilder, ModelBuilder> more, string weight, string bias) => more(new ModelBuilder().Input("x", 1, 2, 4, 4)
            .Output("y", 1, 2, 4, 4)
            .Initializer("w", FoldGraphs.Numbers(1, 36), 2, 2, 3, 3).Initializer("b", [1, 2]))
        .Node(new NodeProto { OpType = "Conv", Name = "one" }, ["x", "w", "b"], ["h"], Attr.Ints("pads", 1, 1, 1, 1))
        .Node(new NodeProto { OpType = "Conv", Name = "two" }, ["h", weight, bias], ["y"], Attr.Ints("pads", 1, 1, 1, 1));

    private static OnnxModel Half() => new ModelBuilder().Input("x", DataType.Float16, 1, 2, 4, 4)
        .Initializer(Tensors.Raw("w", [(System.Half)1, (System.Half)0.5, (System.Half)(-0.25), (System.Half)2], 2, 2, 1, 1))
        .Initializer(Tensors.Raw("b", [(System.Half)0.5, (System.Half)(-1)]))
        .Node(new NodeProto { OpType = "Conv", Name = "c" }, ["x", "w", "b"], ["y"])
        .Output("y", DataType.Float16, 1, 2, 4, 4)
        .ToModel();
}
