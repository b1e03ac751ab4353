using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Folding;
using ShiftEval.Tests.Onnx;
using ShiftEval.Tests.Reference;
using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Tests.Statistics.Folding;

public sealed class UnfoldingTests
{
    public static TheoryData<string> Cases => FoldCase.Names;

    [Theory]
    [MemberData(nameof(Cases))]
    public void Insert_SourceStatistics_ComputesTheSame(string name)
    {
        FoldCase each = FoldCase.Of(name);
        OnnxModel model = each.Model();
        FoldSelection selection = FoldSelection.ByPatterns(model, ["c"]);

        double[] expected = FoldGraphs.Run(model, each.Input);

        Close.Assert(expected, FoldGraphs.Run(Unfolding.Insert(model, selection), each.Input), 1e-5, name);
        Close.Assert(expected, FoldGraphs.Run(Unfolding.Insert(model, selection, FoldGraphs.Statistics(selection, 3)), each.Input), 1e-5, name);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(21)]
    public void Insert_AnyOpset_ComputesTheSame(long opset)
    {
        foreach (FoldCase each in new[] { FoldCase.Of("conv"), FoldCase.Of("gemm") })
        {
            OnnxModel model = each.Model(opset);
            FoldSelection selection = FoldSelection.ByPatterns(model, ["c"]);

            OnnxModel unfolded = Unfolding.Insert(model, selection, FoldGraphs.Statistics(selection, 3));

            Close.Assert(FoldGraphs.Run(model, each.Input), FoldGraphs.Run(unfolded, each.Input), 1e-5, each.Name);
        }
    }

    [Theory]
    [InlineData("residual")]
    [InlineData("inverted-residual")]
    [InlineData("squeeze-excite")]
    [InlineData("dense")]
    [InlineData("segmentation")]
    public void Insert_Nets_ComputeTheSameAndTheirLayersBearTheConvolutionsNames(string net)
    {
        OnnxModel model = OnnxModel.Load(FoldGraphs.PathOf($"{net}.onnx"));
        FoldSelection selection = FoldSelection.ByPatterns(model, ["*"]);
        ModelStatistics source = FoldGraphs.Statistics(selection, 3);

        OnnxModel unfolded = Unfolding.Insert(model, selection, source);

        Close.Assert(FoldGraphs.Run(model, 2, 3, 16, 16), FoldGraphs.Run(unfolded, 2, 3, 16, 16), 1e-4, net);
        string[] before = [.. BatchNormLayers.Find(model).Select(layer => layer.Name)];
        IReadOnlyList<BatchNormLayer> after = BatchNormLayers.FindRewritable(unfolded);
        Assert.Equal(selection.Taken.Select(candidate => candidate.Name), after.Select(layer => layer.Name).Except(before));
        Assert.Equal(before, after.Select(layer => layer.Name).Except(source.Layers));
        Assert.All(after.Where(layer => !before.Contains(layer.Name)), layer => Close.Assert(source[layer.Name].Variance, layer.Stored!.Variance, 1e-6, layer.Name));
    }

    [Fact]
    public void Insert_TheModelGiven_StaysAsItIs()
    {
        byte[] bytes = File.ReadAllBytes(FoldGraphs.PathOf("residual.onnx"));
        OnnxModel model = OnnxModel.Parse(bytes, "model.onnx", null);

        Unfolding.Insert(model, FoldSelection.Default(model));

        Assert.Equal(bytes, model.ToBytes());
    }

    [Fact]
    public void Insert_NothingTaken_GivesTheModel()
    {
        OnnxModel model = OnnxModel.Load(FoldGraphs.PathOf("residual.onnx"));

        Assert.Equal(model.ToBytes(), Unfolding.Insert(model, FoldSelection.ByPatterns(model, ["none"])).ToBytes());
    }

    [Fact]
    public void Insert_OutputReadInManyPlaces_AllReadTheBatchNorms()
    {
        ModelBuilder branch = new ModelBuilder("then").Node("Neg", ["h"], ["z"]).Output("z", "N", 2, 4, 4);
        ModelBuilder other = new ModelBuilder("else").Node("Identity", ["x"], ["z2"]).Output("z2", "N", 2, 4, 4);
        OnnxModel model = new ModelBuilder().Input("x", 1, 2, 4, 4)
            .Conv("c", "x", "h", 2, 2)
            .Initializer(new TensorProto { Name = "flag", DataType = (int)DataType.Bool, RawData = Google.Protobuf.ByteString.CopyFrom(1) })
            .Node("If", ["flag"], ["branched"], Attr.Graph("then_branch", branch), Attr.Graph("else_branch", other))
            .Node("Relu", ["h"], ["r"])
            .Output("h", 1, 2, 4, 4).Output("r", 1, 2, 4, 4).Output("branched", 1, 2, 4, 4)
            .ToModel();
        FoldSelection selection = FoldSelection.ByPatterns(model, ["c"]);
        ModelStatistics target = BatchNormGraphs.Statistics(("c", [1, 2], [4, 9]));

        OnnxModel unfolded = Unfolding.Insert(model, selection);
        double[] shifted = FoldGraphs.Run(StatisticsWriter.Write(unfolded, target).Model, 1, 2, 4, 4);

        double[] plain = FoldGraphs.Run(model, 1, 2, 4, 4);
        double[] h = [.. plain.Take(32).Select((value, i) => i < 16 ? (value - 1) / 2 : (value - 2) / 3)];
        Close.Assert([.. h, .. h.Select(value => Math.Max(0, value)), .. h.Select(value => -value)], shifted, 1e-5, "outputs");
        Assert.Equal(model.Proto.Graph.Output, unfolded.Proto.Graph.Output);
    }

    [Fact]
    public void Insert_DeadChannels_StayFinite()
    {
        FoldCase each = FoldCase.Of("conv");
        OnnxModel model = each.Model();
        FoldSelection selection = FoldSelection.ByPatterns(model, ["c"]);
        ModelStatistics source = BatchNormGraphs.Statistics(("c", [0, 1, 2, 3], [0, 0, 1, 1]));

        OnnxModel unfolded = Unfolding.Insert(model, selection, source);
        OnnxModel dark = StatisticsWriter.Write(unfolded, BatchNormGraphs.Statistics(("c", [0, 1, 2, 3], [0, 1, 0, 1]))).Model;

        Close.Assert(FoldGraphs.Run(model, each.Input), FoldGraphs.Run(unfolded, each.Input), 1e-4, "outputs");
        Assert.All(FoldGraphs.Run(dark, each.Input), value => Assert.True(double.IsFinite(value)));
    }

    [Theory]
    [InlineData(OnnxElementType.Float16)]
    [InlineData(OnnxElementType.Float64)]
    [InlineData(OnnxElementType.BFloat16)]
    public void Insert_OtherElementTypes_AreThoseOfTheWeight(OnnxElementType elements)
    {
        DataType type = (DataType)elements;
        OnnxModel model = OtherType(type);
        FoldSelection selection = FoldSelection.ByPatterns(model, ["c"]);

        OnnxModel unfolded = Unfolding.Insert(model, selection, BatchNormGraphs.Statistics(("c", [1, 2], [4, 9])));

        Assert.All(unfolded.Proto.Graph.Node[1].Input.Skip(1), name => Assert.Equal(type, (DataType)FoldGraphs.Tensor(unfolded, name).DataType));
        Assert.Equal([4, 9], BatchNormGraphs.Stored(unfolded)["c"].Variance);
    }

    [Fact]
    public void Insert_Float16_ComputesTheSameUpToRounding()
    {
        OnnxModel model = OtherType(DataType.Float16);
        FoldSelection selection = FoldSelection.ByPatterns(model, ["c"]);

        OnnxModel unfolded = Unfolding.Insert(model, selection, BatchNormGraphs.Statistics(("c", [0.1, 0.2], [0.3, 0.7])));

        Close.Assert(FoldGraphs.Run(model, 1, 2, 4, 4), FoldGraphs.Run(unfolded, 1, 2, 4, 4), 1e-2, "output");
    }

    [Fact]
    public void Insert_VarianceTooLargeForFloat16_IsRefused()
    {
        OnnxModel model = OtherType(DataType.Float16);

        Assert.Equal(
            "model.onnx, node c: 1 of 2 values of c.running_var are too large for float16. Export the model in float32.",
            Assert.Throws<InputException>(() => Unfolding.Insert(model, FoldSelection.ByPatterns(model, ["c"]), BatchNormGraphs.Statistics(("c", [1, 2], [4, 1e5])))).Message);
    }

    [Fact]
    public void Insert_OldFileWithInitializersAsInputs_StaysRunnable()
    {
        ModelProto proto = FoldCase.Of("conv").Model(opset: 8).Proto;
        proto.IrVersion = 3;
        proto.Graph.Input.Add(new ModelBuilder().Input("w", 4, 3, 3, 3).Input("b", 4).ToGraph().Input);
        OnnxModel model = FoldGraphs.Parsed(proto);

        OnnxModel unfolded = Unfolding.Insert(model, FoldSelection.ByPatterns(model, ["c"]));

        Close.Assert(FoldGraphs.Run(model, 2, 3, 5, 5), FoldGraphs.Run(unfolded, 2, 3, 5, 5), 1e-5, "output");
    }

    [Fact]
    public void Insert_OperatorSetTooOldOrStatisticsThatDoNotFit_IsRefusedTogether()
    {
        OnnxModel model = FoldCase.Of("conv").Model(opset: 6);

        Assert.Equal(
            "model.onnx, node c: the source statistics have 1 channels, the node has 4. Use statistics of this model.\n"
            + "model.onnx: uses operator set 6, but a BatchNormalization can be put in from 7 on. Export the model with a newer operator set.",
            Assert.Throws<InputException>(() => Unfolding.Insert(model, FoldSelection.ByPatterns(model, ["c"]), BatchNormGraphs.Statistics(("c", [1], [1])))).Message);
    }

    [Fact]
    public void Insert_SelectionOfAnotherModel_Throws()
    {
        FoldSelection selection = FoldSelection.ByPatterns(FoldCase.Of("conv").Model(), ["c"]);

        Assert.Throws<ArgumentException>(() => Unfolding.Insert(FoldCase.Of("gemm").Model(), selection));
    }

    /// <summary>x → Conv c → y over two channels, in another element type.</summary>
    private static OnnxModel OtherType(DataType type)
    {
        TensorProto weight = TensorData.Zeros("w", type, [2, 2, 1, 1]);
        TensorData.WriteDoubles(weight, [1, 0.5, -0.25, 2], null);
        TensorProto bias = TensorData.Zeros("b", type, [2]);
        TensorData.WriteDoubles(bias, [0.5, -1], null);
        return new ModelBuilder().Input("x", type, 1, 2, 4, 4).Initializer(weight).Initializer(bias)
            .Node(new NodeProto { OpType = "Conv", Name = "c" }, ["x", "w", "b"], ["y"])
            .Output("y", type, 1, 2, 4, 4)
            .ToModel();
    }
}
