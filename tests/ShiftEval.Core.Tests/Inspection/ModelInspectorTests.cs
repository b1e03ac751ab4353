using ShiftEval.Inspection;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Statistics;
using ShiftEval.Tests.Onnx;
using ShiftEval.Tests.Reference;
using ShiftEval.Tests.Statistics;

namespace ShiftEval.Tests.Inspection;

public sealed class ModelInspectorTests
{
    [Fact]
    public void Inspect_TinyModel_TellsEverything()
    {
        OnnxModel model = OnnxModel.Load(TinyFixture.PathOf("model.onnx"));

        InspectionResult result = ModelInspector.Inspect(model);

        Assert.Equal(("shifteval.inspect/1", model.Name, model.Sha256, 13), (result.Schema, result.Model, result.Sha256, result.Opset));
        InspectedValue input = Assert.Single(result.Inputs);
        Assert.Equal(("image", "float32"), (input.Name, input.Type));
        Assert.Equal(["batch", "3", "24", "24"], input.Shape!);
        Assert.Equal(["batch", "3"], Assert.Single(result.Outputs).Shape!);
        Assert.Equal(
            [("bn", 8, 4), ("blocks.0.bn1", 8, 4), ("blocks.0.bn2", 8, 4), ("blocks.1.bn1", 16, 4), ("blocks.1.bn2", 16, 4), ("blocks.1.down.1", 16, 4)],
            result.BatchNorm.Select(layer => (layer.Name, layer.Channels!.Value, layer.Rank!.Value)));
        Assert.Equal("/blocks/blocks.1/down/down.1/BatchNormalization", result.BatchNorm[5].Node);
        Assert.All(result.BatchNorm, layer => Assert.Empty(layer.Findings));
        Assert.Equal(0, result.Folded.Candidates);
        Assert.Null(result.Provenance);
        Assert.Equal(new Finding("recalibratable", "all 6 BatchNorm layers can be measured and rewritten"), Assert.Single(result.Findings));
    }

    [Fact]
    public void Inspect_FoldedModel_CountsTheConvolutionsWithABias()
    {
        InspectionResult result = ModelInspector.Inspect(OnnxModel.Load(TinyFixture.PathOf("model.folded.onnx")));

        Assert.Empty(result.BatchNorm);
        Assert.Equal(6, result.Folded.Candidates);
        Assert.Equal(
            [
                new Finding("folding-candidates", "6 of 7 convolutions seem to have had a BatchNorm that was folded in at export: recalibration renormalises them to moments measured on source images, and needs some; --layers or --twin make it certain"),
                new Finding("recalibratable-with-source", "no BatchNormalization node is left; 6 convolutions can be renormalised with source images"),
            ],
            result.Findings);
    }

    [Fact]
    public void Inspect_ConvolutionWithBiasBeforeBatchNorm_IsNoCandidate()
    {
        ModelBuilder builder = new ModelBuilder().Input("x", "N", 2, 4, 4).Affine("bn").Initializer("m", [0, 0]).Initializer("v", [1, 1])
            .Initializer("w", [1, 0, 0, 1], 2, 2, 1, 1)
            .Node("Conv", ["x", "w", "bn.bias"], ["h"])
            .Norm("/bn", "h", "y", "bn.weight", "bn.bias", "m", "v")
            .Output("y", "N", 2, 4, 4);

        InspectionResult result = ModelInspector.Inspect(builder.ToModel());

        Assert.Equal((0, 4), (result.Folded.Candidates, result.BatchNorm[0].Rank));
    }

    [Fact]
    public void Inspect_TrainingModeAmongOthers_SaysThatTheModelIsRefused()
    {
        ModelProto proto = BatchNormGraphs.Two("b.running_mean", "b.running_var").ToProto();
        proto.Graph.Node[1].Attribute.Add(Attr.Int("training_mode", 1));

        InspectionResult result = ModelInspector.Inspect(OnnxModel.Parse(Google.Protobuf.MessageExtensions.ToByteArray(proto), "model.onnx", null));

        Assert.Empty(result.BatchNorm[0].Findings);
        Assert.Equal(
            new Finding("refused", "is in training mode: it normalises with the statistics of each batch, not with the stored ones"),
            Assert.Single(result.BatchNorm[1].Findings));
        Assert.Equal(["training-mode", "not-recalibratable"], result.Findings.Select(finding => finding.Code));
        Assert.Equal("1 of 2 BatchNorm layers cannot be rewritten: recalibration is refused", result.Findings[1].Message);
    }

    [Fact]
    public void Inspect_MeanFromConstantAndSubgraph_ListsBothWithTheirChannels()
    {
        ModelBuilder branch = new ModelBuilder("then").Norm("/inner", "x", "z", "bn.weight", "bn.bias", "bn.weight", "bn.weight").Output("z", "N", 2, 4, 4);
        ModelBuilder other = new ModelBuilder("else").Node("Identity", ["x"], ["z2"]).Output("z2", "N", 2, 4, 4);
        OnnxModel model = new ModelBuilder().Input("x", "N", 2, 4, 4).Input("flag", TensorProto.Types.DataType.Bool).Affine("bn")
            .Constant("m", [0, 0])
            .Norm("/bn", "x", "y", "bn.weight", "bn.bias", "m", "bn.weight")
            .Node("If", ["flag"], ["branched"], Attr.Graph("then_branch", branch), Attr.Graph("else_branch", other))
            .Output("y", "N", 2, 4, 4)
            .ToModel();

        InspectionResult result = ModelInspector.Inspect(model);

        Assert.Equal(
            [("/bn", "constant", 2), ("bn.weight", "initializer", (int?)2)],
            result.BatchNorm.Select(layer => (layer.Name, layer.Source, layer.Channels)));
        Assert.Equal(["several-inputs", "conditional-batchnorm", "recalibratable"], result.Findings.Select(finding => finding.Code));
        Assert.Equal("all 2 BatchNorm layers can be measured and rewritten", result.Findings[^1].Message);
    }

    [Fact]
    public void Inspect_UnhealthyStatistics_AreFoundInTheirLayer()
    {
        OnnxModel model = StatisticsWriter.Write(BatchNormGraphs.One().ToModel(), BatchNormGraphs.Statistics(("bn", [0, 0], [1, 1]))).Model;

        Assert.Equal("untrained", Assert.Single(ModelInspector.Inspect(model).BatchNorm[0].Findings).Code);
    }

    [Theory]
    [InlineData("Gemm", 2)]
    [InlineData("Relu", null)]
    public void Inspect_RankNotStated_IsTakenFromTheProducerOrLeftOut(string producer, int? rank)
    {
        ModelBuilder builder = new ModelBuilder().Input("x", "N", 2).Affine("bn").Initializer("m", [0, 0]).Initializer("v", [1, 1]).Initializer("w", [1, 0, 0, 1], 2, 2)
            .Node(producer, producer == "Gemm" ? ["x", "w"] : ["x"], ["h"])
            .Norm("/bn", "h", "y", "bn.weight", "bn.bias", "m", "v")
            .Output("y", "N", 2);

        Assert.Equal(rank, ModelInspector.Inspect(builder.ToModel()).BatchNorm[0].Rank);
    }

    [Fact]
    public void Inspect_NothingStatedAboutTheInput_LeavesShapeOut()
    {
        ModelProto proto = BatchNormGraphs.One().ToProto();
        proto.Graph.Input[0].Type.TensorType.Shape = null;
        OnnxModel model = OnnxModel.Parse(Google.Protobuf.MessageExtensions.ToByteArray(proto), "model.onnx", null);

        InspectionResult result = ModelInspector.Inspect(model);

        Assert.Null(Assert.Single(result.Inputs).Shape);
        Assert.Null(result.BatchNorm[0].Rank);
    }

    /// <summary>What models.json says an inspection should point out, by the code that says it.</summary>
    [Theory]
    [InlineData("channels-dead.onnx", "dead-channels")]
    [InlineData("variance-denormal.onnx", "denormal-variance")]
    [InlineData("variance-huge.onnx", "huge-variance")]
    [InlineData("variance-nan.onnx", "not-finite")]
    [InlineData("variance-negative.onnx", "negative-variance")]
    [InlineData("variance-zero.onnx", "zero-variance")]
    [InlineData("statistics-untrained.onnx", "untrained")]
    [InlineData("merged-initializers.onnx", "untrained")]
    [InlineData("parameters-as-inputs.onnx", "refused")]
    [InlineData("training-five-outputs.onnx", "refused")]
    [InlineData("loop.onnx", "refused")]
    public void Inspect_AnyOnnx_FindsItInALayer(string file, string code) =>
        Assert.Contains(Inspect(file).BatchNorm.SelectMany(layer => layer.Findings), finding => finding.Code == code);

    [Theory]
    [InlineData("training-mode.onnx", "training-mode")]
    [InlineData("dropout-training.onnx", "training-mode")]
    [InlineData("quantised-pairs.onnx", "quantised")]
    [InlineData("quantised-conv.onnx", "quantised")]
    [InlineData("half-folded.onnx", "convolutions-left")]
    [InlineData("folded.onnx", "recalibratable-with-source")]
    [InlineData("batch-5.onnx", "fixed-batch")]
    [InlineData("bfloat16.onnx", "measured-in-float32")]
    [InlineData("opset-6.onnx", "old-opset")]
    [InlineData("if-on-data.onnx", "conditional-batchnorm")]
    [InlineData("if-constant-inner-parameters.onnx", "unreachable-batchnorm")]
    [InlineData("function-constants-in-body.onnx", "function-called-often")]
    [InlineData("two-inputs-one-unused.onnx", "several-inputs")]
    public void Inspect_AnyOnnx_FindsItInTheFile(string file, string code) => Assert.Contains(Inspect(file).Findings, finding => finding.Code == code);

    [Theory]
    [InlineData("initializers-raw.onnx")]
    [InlineData("identity-chains.onnx")]
    [InlineData("dropout-inference.onnx")]
    [InlineData("mlp.onnx")]
    [InlineData("opset-21.onnx")]
    public void Inspect_PlainModel_FindsNothingBut(string file)
    {
        InspectionResult result = Inspect(file);

        Assert.All(result.BatchNorm, layer => Assert.Empty(layer.Findings));
        Assert.Equal("recalibratable", Assert.Single(result.Findings).Code);
    }

    [Theory]
    [InlineData("output-softmax.onnx", "probabilities")]
    [InlineData("output-log-softmax.onnx", "logProbabilities")]
    [InlineData("output-sigmoid.onnx", "probabilities")]
    [InlineData("two-outputs.onnx", "logits")]
    public void Inspect_Outputs_TellsTheKindOfScores(string file, string scores) => Assert.Equal(scores, Inspect(file).Outputs[0].Scores);

    [Fact]
    public void Inspect_LayersOutsideTheMainGraph_TellsWhereTheyStand()
    {
        InspectionResult result = Inspect("function-nested.onnx");

        Assert.All(result.BatchNorm, layer => Assert.StartsWith("function ", layer.Scope, StringComparison.Ordinal));
        Assert.Equal("float32", result.BatchNorm[0].Type);
        Assert.Equal("float16", Inspect("float16.onnx").BatchNorm[0].Type);
    }

    private static InspectionResult Inspect(string file) => ModelInspector.Inspect(OnnxModel.Load(AnyOnnxFixture.PathOf(file)));
}
