using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Statistics.Folding;
using ShiftEval.Tests.Onnx;
using ShiftEval.Tests.Reference;

namespace ShiftEval.Tests.Statistics.Folding;

public sealed class FoldSelectionTests
{
    [Fact]
    public void Default_Net_IsTheFindersChoice()
    {
        OnnxModel model = Load("residual.onnx");

        FoldSelection selection = FoldSelection.Default(model);

        Assert.Equal(FoldCandidates.Find(model), selection.Candidates);
        Assert.Equal(selection.Candidates.Where(candidate => candidate.IsTaken), selection.Taken);
    }

    [Fact]
    public void ByPatterns_AnyPatternFits_IsTaken()
    {
        FoldSelection selection = FoldSelection.ByPatterns(Load("squeeze-excite.onnx"), ["/squeeze/*", "/head/Gemm", "/squeeze/squeeze.1/Conv"]);

        Assert.Equal(
            [
                ("/squeeze/squeeze.1/Conv", "fits the pattern /squeeze/*"),
                ("/squeeze/squeeze.3/Conv", "fits the pattern /squeeze/*"),
                ("/head/Gemm", "fits the pattern /head/Gemm"),
            ],
            selection.Taken.Select(candidate => (candidate.Name, candidate.Reason)));
        Assert.Equal(7, selection.Candidates.Count);
        Assert.All(selection.Candidates.Except(selection.Taken), candidate => Assert.Equal("fits no pattern", candidate.Reason));
    }

    [Fact]
    public void ByPatterns_NodeWithoutBias_IsTakenAndWhatCannotBeRewrittenIsPassedOver()
    {
        FoldSelection selection = FoldSelection.ByPatterns(WithComputedWeight(), ["*"]);

        Assert.Equal("plain", Assert.Single(selection.Taken).Name);
        Assert.Equal("takes its weight from somewhere else than a constant", selection.Candidates[1].Reason);
    }

    [Fact]
    public void ByPatterns_Wildcard_TakesFullyConnectedNodesOnlyByName()
    {
        OnnxModel model = Load("residual.onnx");
        string gemm = FoldCandidates.Find(model).First(candidate => candidate.Operator == "Gemm").Name;

        Assert.DoesNotContain(FoldSelection.ByPatterns(model, ["*"]).Taken, candidate => candidate.Operator == "Gemm");
        Assert.Contains(FoldSelection.ByPatterns(model, ["*", gemm]).Taken, candidate => candidate.Name == gemm);
    }

    [Fact]
    public void ByPatterns_NoneBesideOthers_IsRefused() => Assert.Contains(
        "Give none alone, or leave it out",
        Assert.Throws<InputException>(() => FoldSelection.ByPatterns(Load("residual.onnx"), ["*", "none"])).Message,
        StringComparison.Ordinal);

    [Fact]
    public void ByTwin_TheModelItself_TellsNothing()
    {
        OnnxModel model = Load("residual.unfolded.onnx");

        Assert.Contains("has no BatchNormalization that", Assert.Throws<InputException>(() => FoldSelection.ByTwin(model, model)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ByPatterns_NoneAlone_TakesNothing()
    {
        FoldSelection selection = FoldSelection.ByPatterns(Load("residual.onnx"), ["none"]);

        Assert.Empty(selection.Taken);
        Assert.All(selection.Candidates, candidate => Assert.Equal("no convolution was asked for", candidate.Reason));
    }

    [Fact]
    public void ByPatterns_PatternThatFitsNothing_NamesTheNearest()
    {
        InputException exception = Assert.Throws<InputException>(() => FoldSelection.ByPatterns(WithComputedWeight(), ["plan", "PLAIN", "computed", "plain"]));

        Assert.Equal(
            "model.onnx: the pattern 'plan' fits no convolution (nearest first: plain). Correct the pattern, or write none to take no convolution.\n"
            + "model.onnx: the pattern 'PLAIN' fits no convolution (nearest first: plain). Correct the pattern, or write none to take no convolution.\n"
            + "model.onnx, node computed: it takes its weight from somewhere else than a constant, so the pattern 'computed' cannot take it. "
            + "Leave it out, or export the model with plain weights.",
            exception.Message);
    }

    [Fact]
    public void ByPatterns_NoneAmongOthers_IsAPatternLikeAny() =>
        Assert.Throws<InputException>(() => FoldSelection.ByPatterns(Load("residual.onnx"), ["none", "*"]));

    [Fact]
    public void ByPatterns_ModelWithoutConvolutions_SaysSo()
    {
        OnnxModel model = new ModelBuilder().Input("x", 2).Node("Relu", ["x"], ["y"]).Output("y", 2).ToModel();

        Assert.Equal(
            "model.onnx: the pattern '*' fits nothing: there is no Conv, ConvTranspose or Gemm with a constant weight. "
            + "Correct the pattern, or write none to take no convolution.",
            Assert.Throws<InputException>(() => FoldSelection.ByPatterns(model, ["*"])).Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ByTwin_NamesAgreeOrNot_FindsTheCounterparts(bool named)
    {
        OnnxModel model = Load("residual.onnx");
        OnnxModel twin = Load("residual.unfolded.onnx");
        if (!named)
        {
            // As exporters do that number all nodes: the same number means another node in the two files.
            Number(model);
            Number(twin);
        }

        FoldSelection selection = FoldSelection.ByTwin(model, twin);

        Assert.Equal([true, true, true, false], selection.Candidates.Select(candidate => candidate.IsTaken));
        Assert.Equal($"has a BatchNormalization behind it in {twin.Name}", selection.Candidates[0].Reason);
        Assert.Equal($"has no BatchNormalization behind it in {twin.Name}", selection.Candidates[3].Reason);
    }

    [Fact]
    public void ByTwin_ModelOfTheTinyLabs_FindsItsConvolutions()
    {
        OnnxModel model = OnnxModel.Load(TinyFixture.PathOf("model.folded.onnx"));
        OnnxModel twin = OnnxModel.Load(TinyFixture.PathOf("model.onnx"));

        FoldSelection selection = FoldSelection.ByTwin(model, twin);

        Assert.NotEmpty(selection.Taken);
        Assert.Equal(selection.Taken.Select(candidate => candidate.Name), FoldSelection.Default(model).Taken.Select(candidate => candidate.Name));
    }

    [Fact]
    public void ByTwin_OtherWeights_AreRefusedByName()
    {
        OnnxModel model = Load("residual.onnx");
        OnnxModel twin = Load("residual.unfolded.onnx");
        TensorProto weight = FoldGraphs.Tensor(twin, "body.2.0.weight");
        double[] values = TensorData.ReadDoubles(weight, null);
        values[40] += 1;
        TensorData.WriteDoubles(weight, values, null);

        Assert.Equal(
            $"{twin.Name}, node /body/body.2/body.2.0/Conv: it is not the unfolded export of {model.Name}: the weights of channel 1 are not multiples of each other. "
            + "Name the file that the same weights were exported to without folding.",
            Assert.Throws<InputException>(() => FoldSelection.ByTwin(model, twin)).Message);
    }

    [Fact]
    public void ByTwin_OtherNet_IsRefusedByNameOfEachNode()
    {
        OnnxModel model = Load("residual.onnx");
        OnnxModel twin = Load("dense.unfolded.onnx");

        InputException exception = Assert.Throws<InputException>(() => FoldSelection.ByTwin(model, twin));

        Assert.Equal(4, exception.Problems.Count);
        Assert.Equal($"it is not the unfolded export of {model.Name}: it has no Conv with a weight of shape [6, 4, 3, 3] in that place", exception.Problems[1].What);
    }

    [Fact]
    public void ByTwin_ChannelOfTinyWeights_IsNotCompared()
    {
        OnnxModel model = Load("residual.onnx");
        OnnxModel twin = Load("residual.unfolded.onnx");
        TensorProto weight = FoldGraphs.Tensor(model, FoldGraphs.Node(model, "/body/body.2/body.2.0/Conv").Input[1]);
        double[] values = TensorData.ReadDoubles(weight, null);
        for (int i = 36; i < 72; i++)
        {
            values[i] = i % 2 * 1e-9;
        }

        TensorData.WriteDoubles(weight, values, null);

        Assert.Equal(3, FoldSelection.ByTwin(model, twin).Taken.Count);
    }

    [Fact]
    public void ByTwin_TwinFoldedToo_IsRefused() => Assert.Equal(
        $"{FoldGraphs.PathOf("residual.onnx")}: has no BatchNormalization behind a convolution, so it does not tell which were folded. Name the export without folding.",
        Assert.Throws<InputException>(() => FoldSelection.ByTwin(Load("residual.onnx"), Load("residual.onnx"))).Message);

    private static OnnxModel Load(string file) => OnnxModel.Load(FoldGraphs.PathOf(file));

    private static void Number(OnnxModel model)
    {
        for (int i = 0; i < model.Proto.Graph.Node.Count; i++)
        {
            model.Proto.Graph.Node[i].Name = FormattableString.Invariant($"{model.Proto.Graph.Node[i].OpType}_{i}");
        }
    }

    private static OnnxModel WithComputedWeight() => new ModelBuilder().Input("x", "N", 2, 4, 4).Output("y", "N", 2, 4, 4)
        .Conv("plain", "x", "h", 2, 2, bias: false)
        .Input("v", 2, 2, 3, 3).Node("Exp", ["v"], ["w"])
        .Node(new NodeProto { OpType = "Conv", Name = "computed" }, ["h", "w"], ["y"])
        .ToModel();
}
