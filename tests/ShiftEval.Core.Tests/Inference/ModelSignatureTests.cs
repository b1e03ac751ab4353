using ShiftEval.Datasets.Imaging;
using ShiftEval.Diagnostics;
using ShiftEval.Inference;
using ShiftEval.Onnx;
using ShiftEval.Tests.Onnx;
using ShiftEval.Tests.Reference;
using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Tests.Inference;

public sealed class ModelSignatureTests
{
    private static readonly ModelSignatureOptions None = new();

    [Fact]
    public void Resolve_TinyModels_AreRecognised()
    {
        ModelSignature open = ModelSignature.Resolve(OnnxModel.Load(TinyFixture.PathOf("model.onnx")), None);
        ModelSignature one = ModelSignature.Resolve(OnnxModel.Load(TinyFixture.PathOf("model.batch1.onnx")), None);

        Assert.Equal(
            new ModelSignature
            {
                Input = "image",
                Output = "logits",
                Layout = TensorLayout.Nchw,
                Channels = 3,
                Height = 24,
                Width = 24,
                Batch = null,
                Outputs = 3,
                Scores = ScoreKind.Logits,
            },
            open);
        Assert.Equal(open with { Batch = 1 }, one);
        Assert.Equal([5, 3, 24, 24], open.InputOf(new ImageTensorShape(24, 24)).Shape(5));
    }

    [Theory]
    [InlineData(new long[] { -1, 3, 24, 32 }, TensorLayout.Nchw, 3, 24, 32)]
    [InlineData(new long[] { -1, 1, 24, 32 }, TensorLayout.Nchw, 1, 24, 32)]
    [InlineData(new long[] { -1, 24, 32, 3 }, TensorLayout.Nhwc, 3, 24, 32)]
    [InlineData(new long[] { -1, 24, 32, 1 }, TensorLayout.Nhwc, 1, 24, 32)]
    [InlineData(new long[] { -1, 3, -1, -1 }, TensorLayout.Nchw, 3, null, null)]
    [InlineData(new long[] { -1, -1, -1, 3 }, TensorLayout.Nhwc, 3, null, null)]
    public void Resolve_Layout_IsRecognisedByTheChannels(long[] shape, TensorLayout layout, int channels, int? height, int? width)
    {
        ModelSignature signature = ModelSignature.Resolve(Model(shape), None);

        Assert.Equal((layout, channels, height, width, null), (signature.Layout, signature.Channels, signature.Height, signature.Width, signature.Batch));
        long[] input = signature.InputOf(new ImageTensorShape(24, 32)).Shape(2);
        Assert.Equal(layout == TensorLayout.Nchw ? [2, channels, 24, 32] : [2, 24, 32, channels], input);
    }

    [Theory]
    [InlineData(new long[] { -1, 3, 24, 3 }, "[n0, 3, 24, 3]")]
    [InlineData(new long[] { -1, 1, 1, 1 }, "[n0, 1, 1, 1]")]
    [InlineData(new long[] { -1, -1, -1, -1 }, "[n0, n1, n2, n3]")]
    [InlineData(new long[] { -1, -1, 24, 24 }, "[n0, n1, 24, 24]")]
    public void Resolve_AmbiguousLayout_AsksForTheOption(long[] shape, string shown)
    {
        Assert.Equal(
            $"model.onnx, input x: of shape {shown} could be channels-first or channels-last. Say which with --layout nchw or --layout nhwc.",
            Refusal(Model(shape)));
        Assert.Equal(TensorLayout.Nchw, ModelSignature.Resolve(Model(shape), new() { Layout = TensorLayout.Nchw }).Layout);
        Assert.Equal(TensorLayout.Nhwc, ModelSignature.Resolve(Model([-1, shape[2], shape[3], shape[1]]), new() { Layout = TensorLayout.Nhwc }).Layout);
    }

    [Fact]
    public void Resolve_LayoutGiven_OutweighsTheRecognised()
    {
        ModelSignature signature = ModelSignature.Resolve(Model([-1, 3, 24, 3]), new() { Layout = TensorLayout.Nhwc });

        Assert.Equal((3, 3, 24), (signature.Channels, signature.Height, signature.Width));
    }

    [Theory]
    [InlineData(new long[] { -1, 4, -1, -1 }, null, "model.onnx, input x: has 4 channels; images have 1 or 3. Use a model that takes gray or colour images.")]
    [InlineData(new long[] { -1, 5, 24, 24 }, TensorLayout.Nchw, "model.onnx, input x: has 5 channels; images have 1 or 3. Use a model that takes gray or colour images.")]
    [InlineData(new long[] { -1, 3, 24, 24 }, TensorLayout.Nhwc, "model.onnx, input x: has 24 channels; images have 1 or 3. Use a model that takes gray or colour images.")]
    [InlineData(new long[] { -1, 3, 24 }, null, "model.onnx, input x: has the shape [n0, 3, 24]; images need four axes. Use a model that takes batches of images.")]
    [InlineData(new long[] { -1, 3, 8, 24, 24 }, null, "model.onnx, input x: has the shape [n0, 3, 8, 24, 24]; images need four axes. Use a model that takes batches of images.")]
    public void Resolve_InputThatTakesNoImages_IsRefused(long[] shape, TensorLayout? layout, string message) =>
        Assert.Equal(message, Refusal(Model(shape), new() { Layout = layout }));

    [Fact]
    public void Resolve_WrongTypes_AreToldTogether()
    {
        OnnxModel model = new ModelBuilder().Input("x", DataType.Int32, "N", 3, 24, 24).Node("Identity", ["x"], ["y"]).Output("y", DataType.Int64, "N", 5).ToModel();

        Assert.Equal(
            "model.onnx, input x: takes int32 values; images are fed as floats or as bytes. Export the model with a float32 input.\n"
            + "model.onnx, output y: gives int64 values; class scores are floats. Name the output with the class scores with --output.",
            Refusal(model));
    }

    [Fact]
    public void Resolve_ShapeNotStated_IsRefusedForTheInputOnly()
    {
        ShiftEval.Onnx.Proto.ModelProto proto = Builder([-1, 3, 24, 24]).ToProto();
        proto.Graph.Output[0].Type.TensorType.Shape = null;
        Assert.Null(ModelSignature.Resolve(Parsed(proto), None).Outputs);

        proto.Graph.Input[0].Type.TensorType.Shape = null;
        Assert.Equal("model.onnx, input x: has the shape (not stated); images need four axes. Use a model that takes batches of images.", Refusal(Parsed(proto)));
    }

    [Fact]
    public void Resolve_OutputOfOtherRank_IsRefusedUnlessNoScoresAreNeeded()
    {
        OnnxModel model = new ModelBuilder().Input("x", "N", 3, 24, 24).Node("Identity", ["x"], ["y"]).Output("y", "N", 3, 24, 24).ToModel();

        Assert.Equal(
            "model.onnx, output y: has the shape [N, 3, 24, 24]; class scores have the shape [N, classes]. "
            + "Name the output with the class scores with --output, or use a classification model.",
            Refusal(model));
        Assert.Null(ModelSignature.Resolve(model, None, needsScores: false).Output);
    }

    [Fact]
    public void Resolve_SeveralInputsAndOutputs_AsksForBothOptions()
    {
        OnnxModel model = Builder([-1, 3, 24, 24]).Input("mask", "N", 1, 24, 24).Node("Identity", ["y"], ["features"]).Output("features", "N", 16).ToModel();

        Assert.Equal(
            "model.onnx: has 2 inputs: x, mask. Choose one with --input NAME.\nmodel.onnx: has 2 outputs: y, features. Choose one with --output NAME.", Refusal(model));
        ModelSignature chosen = ModelSignature.Resolve(model, new() { Input = "x", Output = "features" });
        Assert.Equal(("x", "features", 3, 16), (chosen.Input, chosen.Output, chosen.Channels, chosen.Outputs));
        Assert.Equal(
            "model.onnx, output features: depends on x besides mask, and only images can be fed. Choose another --output, or export the model with the other inputs fixed as constants.",
            Refusal(model, new() { Input = "mask", Output = "features" }));
        Assert.Equal(
            "--input msk: model.onnx has no such input. Write one of: mask, x.\n--output feature: model.onnx has no such output. Write one of: features, y.",
            Refusal(model, new() { Input = "msk", Output = "feature" }));
    }

    [Fact]
    public void Resolve_NoInputs_IsRefused()
    {
        OnnxModel model = new ModelBuilder().Initializer("w", [1, 2], 1, 2).Node("Identity", ["w"], ["y"]).Output("y", 1, 2).ToModel();

        Assert.Equal("model.onnx: has no input. Use a classification model.", Refusal(model));
    }

    [Fact]
    public void Resolve_InitializerListedAsInput_IsNoInput()
    {
        OnnxModel model = Builder([-1, 3, 24, 24]).InitializerAlsoInput("w", [1, 2]).ToModel();

        Assert.Equal("x", ModelSignature.Resolve(model, None).Input);
    }

    [Theory]
    [InlineData("Softmax", 5, ScoreKind.Probabilities)]
    [InlineData("Sigmoid", 1, ScoreKind.Probabilities)]
    [InlineData("Relu", 5, ScoreKind.Logits)]
    [InlineData("LogSoftmax", 5, ScoreKind.LogProbabilities)]
    [InlineData("Relu", 1, ScoreKind.Sigmoid)]
    public void Resolve_LastOperator_TellsTheKindOfScores(string op, long columns, ScoreKind scores)
    {
        OnnxModel direct = new ModelBuilder().Input("x", "N", 3, 24, 24).Node(op, ["x"], ["y"]).Output("y", "N", columns).ToModel();
        OnnxModel behind = new ModelBuilder().Input("x", "N", 3, 24, 24).Node(op, ["x"], ["h"]).Node("Flatten", ["h"], ["f"]).Node("Identity", ["f"], ["y"])
            .Output("y", "N", columns).ToModel();

        Assert.All([direct, behind], model => Assert.Equal(scores, ModelSignature.Resolve(model, None).Scores));
        Assert.Equal(ScoreKind.Logits, ModelSignature.Resolve(direct, new() { Scores = ScoreKind.Logits }).Scores);
    }

    [Fact]
    public void Resolve_SoftmaxInsideTheModel_IsNoSign()
    {
        OnnxModel model = new ModelBuilder().Input("x", "N", 3, 24, 24).Node("Softmax", ["x"], ["h"]).Node("Neg", ["h"], ["y"]).Output("y", "N", 5).ToModel();

        Assert.Equal(ScoreKind.Logits, ModelSignature.Resolve(model, None).Scores);
    }

    private static string Refusal(OnnxModel model, ModelSignatureOptions? options = null) =>
        Assert.Throws<InputException>(() => ModelSignature.Resolve(model, options ?? None)).Message;

    private static OnnxModel Model(long[] shape) => Builder(shape).ToModel();

    private static OnnxModel Parsed(ShiftEval.Onnx.Proto.ModelProto proto) =>
        OnnxModel.Parse(Google.Protobuf.MessageExtensions.ToByteArray(proto), "model.onnx", null);

    /// <summary>A model whose input has that shape; a negative side is a named axis.</summary>
    private static ModelBuilder Builder(long[] shape) => new ModelBuilder()
        .Input("x", [.. shape.Select((side, axis) => side > 0 ? (ModelBuilder.Axis)side : FormattableString.Invariant($"n{axis}"))])
        .Node("Identity", ["x"], ["y"])
        .Output("y", "N", 5);
}
