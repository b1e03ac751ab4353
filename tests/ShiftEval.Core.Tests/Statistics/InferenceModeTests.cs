using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Statistics;
using ShiftEval.Tests.Onnx;

namespace ShiftEval.Tests.Statistics;

public sealed class InferenceModeTests
{
    private static readonly float[] X = [.. Enumerable.Range(0, 16).Select(i => MathF.Sin(i) * 3)];

    [Fact]
    public void Find_InferenceModel_FindsNothing()
    {
        OnnxModel model = BatchNormGraphs.One().ToModel();

        Assert.Empty(InferenceMode.Find(model));
        (OnnxModel written, IReadOnlyList<StatisticsChange> changes) = InferenceMode.Apply(model);
        Assert.Empty(changes);
        Assert.Equal(model.ToBytes(), written.ToBytes());
    }

    [Fact]
    public void Find_TrainingAttribute_SaysWhy()
    {
        TrainingNode node = Assert.Single(InferenceMode.Find(Training([4, 0.25f]).ToModel()));

        Assert.Equal("/bn", node.Node);
        Assert.Equal("BatchNormalization", node.Operator);
        Assert.Equal(
            "node /bn (BatchNormalization) has training_mode=1: it normalises with the statistics of each batch, not with the stored ones", node.What);
        Assert.Null(node.Refusal);
    }

    [Fact]
    public void Apply_TrainingAttribute_GivesWhatTheStoredStatisticsGive()
    {
        OnnxModel model = Training([4, 0.25f]).ToModel();

        (OnnxModel written, IReadOnlyList<StatisticsChange> changes) = InferenceMode.Apply(model);

        NodeProto node = Assert.Single(written.Proto.Graph.Node);
        Assert.Equal(["y"], node.Output);
        Assert.Equal(["momentum"], node.Attribute.Select(attribute => attribute.Name));
        Assert.Equal(["node-attribute", "node-output", "node-output"], changes.Select(change => change.Kind));
        AssertClose(Normalised(mean: [0.5f, -1], variance: [4, 0.25f]), RuntimeRun.First(written, "x", X, 1, 2, 2, 4));
    }

    /// <summary>The runtime lets unread running outputs share the buffers of equal initializers, so that each run starts where the last one ended.</summary>
    [Fact]
    public void Apply_RunningOutputsUnreadAndInitializersEqual_IsRightWhereTheFileIsNot()
    {
        OnnxModel model = Fresh().ToModel();
        float[] right = Normalised(mean: [0, 0], variance: [1, 1], scale: [1, 1], bias: [0, 0]);
        float[] batch = NormalisedByBatch();

        (OnnxModel written, _) = InferenceMode.Apply(model);

        AssertClose(right, RuntimeRun.First(written, "x", X, 1, 2, 2, 4));
        Assert.True(Furthest(batch, RuntimeRun.First(model, "x", X, 1, 2, 2, 4)) > 1e-3, "The runtime's trap is gone: a training-mode file is right now.");
    }

    [Fact]
    public void Apply_RunningOutputsOfTheModel_AreRemovedAndTold()
    {
        OnnxModel model = Training([4, 0.25f]).Output("rm", 2).Output("rv", 2).ToModel();
        model.Proto.Graph.ValueInfo.Add(new ValueInfoProto { Name = "rm" });

        (OnnxModel written, IReadOnlyList<StatisticsChange> changes) = InferenceMode.Apply(model);

        Assert.Equal("y", Assert.Single(written.Outputs).Name);
        Assert.Empty(written.Proto.Graph.ValueInfo);
        Assert.Equal(["rm", "rv"], changes.Where(change => change.Kind == "graph-output").Select(change => change.Name));
    }

    [Fact]
    public void Apply_RunningOutputRead_NamesNodeAndReader()
    {
        OnnxModel model = Training([4, 0.25f]).Node(new NodeProto { OpType = "Neg", Name = "minus" }, ["rm"], ["n"]).ToModel();

        InputException failure = Assert.Throws<InputException>(() => InferenceMode.Apply(model));

        Assert.Equal(
            "model.onnx, node /bn: is in training mode, and its output rm is read by node minus (Neg). Export the model in evaluation mode.",
            failure.Message);
        Assert.Equal(failure.Problems[0], Assert.Single(InferenceMode.Find(model)).Refusal);
    }

    [Fact]
    public void Apply_NothingButRunningOutputs_IsRefused()
    {
        OnnxModel model = Training([4, 0.25f]).Output("rm", 2).ToModel();
        model.Proto.Graph.Output.RemoveAt(0);

        InputException failure = Assert.Throws<InputException>(() => InferenceMode.Apply(model));

        Assert.Contains("gives nothing but running statistics", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(13)]
    public void Apply_FiveOutputsBeforeOpset14_KeepsTheFirst(long opset)
    {
        OnnxModel model = Legacy("y", "rm", "rv", "sm", "sv").ToModel(opset);

        (OnnxModel written, IReadOnlyList<StatisticsChange> changes) = InferenceMode.Apply(model);

        Assert.Equal(4, changes.Count);
        AssertClose(Normalised(mean: [0.5f, -1], variance: [4, 0.25f]), RuntimeRun.First(written, "x", X, 1, 2, 2, 4));
    }

    [Theory]
    [InlineData(9)]
    [InlineData(17)]
    public void Find_OutputsLeftEmpty_IsInference(long opset) => Assert.Empty(InferenceMode.Find(Legacy("y", "", "").ToModel(opset)));

    [Theory]
    [InlineData(6, 0)]
    [InlineData(6, -1)]
    [InlineData(5, -1)]
    public void Apply_FiveOutputsUpToOpset6_SetsIsTest(long opset, int isTest)
    {
        OnnxModel model = Legacy("y", "rm", "rv", "sm", "sv").ToModel(opset);
        if (isTest >= 0)
        {
            model.Proto.Graph.Node[0].Attribute.Add(Attr.Int("is_test", isTest));
        }

        (OnnxModel written, _) = InferenceMode.Apply(model);

        NodeProto node = written.Proto.Graph.Node[0];
        Assert.Equal(["y"], node.Output);
        Assert.Equal(1, Assert.Single(node.Attribute).I);
    }

    [Fact]
    public void Find_OneOutputUpToOpset6_IsInferenceWhateverIsTestSays()
    {
        OnnxModel model = Legacy("y").ToModel(6);
        Assert.Empty(InferenceMode.Find(model));
        model.Proto.Graph.Node[0].Attribute.Add(Attr.Int("is_test", 0));
        Assert.Empty(InferenceMode.Find(model));
    }

    [Fact]
    public void Apply_RunningMeanNamedLikeItsInput_IsNoReader()
    {
        OnnxModel model = Legacy("y", "bn.running_mean", "bn.running_var", "sm", "sv").ToModel(6);

        (OnnxModel written, _) = InferenceMode.Apply(model);

        Assert.Equal(["y"], written.Proto.Graph.Node[0].Output);
    }

    [Fact]
    public void Apply_DropoutWithTrueConstant_LosesItsSwitchAndCopies()
    {
        OnnxModel model = Dropout(builder => builder.Initializer(Tensors.RawBool("t", true))).ToModel();

        (OnnxModel written, IReadOnlyList<StatisticsChange> changes) = InferenceMode.Apply(model);

        NodeProto node = written.Proto.Graph.Node[0];
        Assert.Equal(["x", "r"], node.Input);
        Assert.Equal(["y"], node.Output);
        Assert.Equal(["node-input", "node-output"], changes.Select(change => change.Kind));
        Assert.Equal(X, RuntimeRun.First(written, "x", X, 1, 2, 2, 4));
    }

    [Fact]
    public void Find_DropoutWithFalseConstant_IsInference() =>
        Assert.Empty(InferenceMode.Find(Dropout(builder => builder.Initializer(Tensors.RawBool("t", false))).ToModel()));

    [Theory]
    [InlineData(7)]
    [InlineData(11)]
    public void Find_DropoutWithMaskBetweenOpset7And11_IsInference(long opset) =>
        Assert.Empty(InferenceMode.Find(new ModelBuilder().Input("x", 1, 2, 2, 4).Node("Dropout", ["x"], ["y", "mask"]).Output("y").ToModel(opset)));

    [Fact]
    public void Apply_DropoutSwitchedByTheCaller_IsRefusedByName()
    {
        OnnxModel model = Dropout(builder => builder.Input("t", TensorProto.Types.DataType.Bool)).ToModel();

        InputException failure = Assert.Throws<InputException>(() => InferenceMode.Apply(model));

        Assert.Equal(
            "model.onnx, node /drop: takes training_mode from t, which is fed or computed, so that the file does not fix its mode. "
            + "Export the model in evaluation mode.",
            failure.Message);
    }

    [Fact]
    public void Apply_DropoutMaskRead_IsRefusedTogetherWithOthers()
    {
        OnnxModel model = Dropout(builder => builder
            .Initializer(Tensors.RawBool("t", true)).Input("u", TensorProto.Types.DataType.Bool)
            .Node(new NodeProto { OpType = "Dropout", Name = "second" }, ["x", "", "u"], ["z"]))
            .Node("Not", ["mask"], ["n"]).ToModel();

        InputException failure = Assert.Throws<InputException>(() => InferenceMode.Apply(model));

        Assert.Equal(["model.onnx, node second", "model.onnx, node /drop"], failure.Problems.Select(problem => problem.Where));
        Assert.Contains("mask is read by node n (Not)", failure.Problems[1].What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "y", true)]
    [InlineData(-1, "y,mask", true)]
    [InlineData(-1, "y", false)]
    [InlineData(1, "y,mask", false)]
    public void Find_DropoutUpToOpset6_GoesByIsTestAndElseByTheMask(int isTest, string outputs, bool training)
    {
        OnnxModel model = new ModelBuilder().Input("x", 2).Node("Dropout", ["x"], outputs.Split(',')).Output("y", 2).ToModel(6);
        if (isTest >= 0)
        {
            model.Proto.Graph.Node[0].Attribute.Add(Attr.Int("is_test", isTest));
        }

        Assert.Equal(training, InferenceMode.Find(model).Count == 1);
        Assert.Empty(InferenceMode.Find(InferenceMode.Apply(model).Model));
    }

    [Fact]
    public void Apply_SubgraphAndFunction_AreVisited()
    {
        ModelBuilder branch = new ModelBuilder()
            .Node(new NodeProto { OpType = "Dropout", Name = "inner" }, ["x", "", "t"], ["d"]).Output("d", 1, 2, 2, 4);
        ModelBuilder body = new ModelBuilder().Node(
            new NodeProto { OpType = "BatchNormalization", Name = "called" }, ["a", "s", "o", "m", "v"], ["b", "rm", "rv"], Attr.Int("training_mode", 1));
        OnnxModel model = Training([4, 0.25f])
            .Initializer(Tensors.RawBool("t", true))
            .Node("If", ["t"], ["z"], Attr.Graph("then_branch", branch), Attr.Graph("else_branch", branch))
            .Function("d", "f", ["a", "s", "o", "m", "v"], ["b"], body)
            .ToModel();

        Assert.Equal(["/bn", "inner", "inner", "called"], InferenceMode.Find(model).Select(node => node.Node));
        Assert.Empty(InferenceMode.Find(InferenceMode.Apply(model).Model));
    }

    [Fact]
    public void Apply_FunctionGivesItsRunningMean_IsRefused()
    {
        ModelBuilder body = new ModelBuilder().Node(
            new NodeProto { OpType = "BatchNormalization", Name = "called" }, ["a", "s", "o", "m", "v"], ["b", "rm", "rv"], Attr.Int("training_mode", 1));
        OnnxModel model = BatchNormGraphs.One().Function("d", "f", ["a", "s", "o", "m", "v"], ["b", "rm"], body).ToModel();

        InputException failure = Assert.Throws<InputException>(() => InferenceMode.Apply(model));

        Assert.Equal("model.onnx, function d.f, node called", Assert.Single(failure.Problems).Where);
        Assert.Contains("rm is read by whoever runs function d.f", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_FunctionAttributeDecides_IsRefused()
    {
        AttributeProto mode = new() { Name = "training_mode", RefAttrName = "train", Type = AttributeProto.Types.AttributeType.Int };
        ModelBuilder body = new ModelBuilder().Node("BatchNormalization", ["a", "s", "o", "m", "v"], ["b"], mode);
        OnnxModel model = BatchNormGraphs.One().Function("d", "f", ["a", "s", "o", "m", "v"], ["b"], body).ToModel();

        InputException failure = Assert.Throws<InputException>(() => InferenceMode.Apply(model));

        Assert.Contains("takes training_mode from the attribute train of the function's caller", failure.Message, StringComparison.Ordinal);
    }

    private static ModelBuilder Training(float[] variance) => Parameters(variance).Node(
        new NodeProto { OpType = "BatchNormalization", Name = "/bn" },
        ["x", "bn.weight", "bn.bias", "bn.running_mean", "bn.running_var"],
        ["y", "rm", "rv"],
        Attr.Int("training_mode", 1),
        Attr.Float("momentum", 0.9f));

    private static ModelBuilder Legacy(params string[] outputs) => Parameters([4, 0.25f]).Node(
        new NodeProto { OpType = "BatchNormalization", Name = "/bn" },
        ["x", "bn.weight", "bn.bias", "bn.running_mean", "bn.running_var"],
        outputs);

    private static ModelBuilder Fresh() => new ModelBuilder()
        .Input("x", 1, 2, 2, 4)
        .Output("y", 1, 2, 2, 4)
        .Initializer("s", [1, 1]).Initializer("o", [0, 0]).Initializer("m", [0, 0]).Initializer("v", [1, 1])
        .Node("BatchNormalization", ["x", "s", "o", "m", "v"], ["y", "rm", "rv"], Attr.Int("training_mode", 1));

    private static ModelBuilder Parameters(float[] variance) => new ModelBuilder()
        .Input("x", 1, 2, 2, 4)
        .Output("y", 1, 2, 2, 4)
        .Affine("bn")
        .Initializer("bn.running_mean", [0.5f, -1])
        .Initializer("bn.running_var", variance);

    private static ModelBuilder Dropout(Func<ModelBuilder, ModelBuilder> more) =>
        more(new ModelBuilder().Input("x", 1, 2, 2, 4).Initializer(Tensors.Scalar("r", 0.5f)).Output("y", 1, 2, 2, 4))
            .Node(new NodeProto { OpType = "Dropout", Name = "/drop" }, ["x", "r", "t"], ["y", "mask"]);

    private static float[] Normalised(float[] mean, float[] variance, float[]? scale = null, float[]? bias = null)
    {
        (scale, bias) = (scale ?? [1, 2], bias ?? [0.5f, 0]);
        return [.. X.Select((x, i) => ((x - mean[i / 8]) / MathF.Sqrt(variance[i / 8] + 1e-5f) * scale[i / 8]) + bias[i / 8])];
    }

    private static float[] NormalisedByBatch()
    {
        float[] mean = [X[..8].Average(), X[8..].Average()];
        float[] variance = [X[..8].Average(x => (x - mean[0]) * (x - mean[0])), X[8..].Average(x => (x - mean[1]) * (x - mean[1]))];
        return Normalised(mean, variance, [1, 1], [0, 0]);
    }

    private static double Furthest(float[] expected, float[] actual) => expected.Zip(actual, (a, b) => (double)Math.Abs(a - b)).Max();

    private static void AssertClose(float[] expected, float[] actual) => Assert.True(Furthest(expected, actual) < 1e-5);
}
