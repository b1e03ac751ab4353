using ShiftEval.Datasets;
using ShiftEval.Datasets.Batches;
using ShiftEval.Datasets.Imaging;
using ShiftEval.Diagnostics;
using ShiftEval.Inference;
using ShiftEval.Onnx;
using ShiftEval.Tests.Onnx;
using ShiftEval.Tests.Reference;

namespace ShiftEval.Tests.Inference;

public sealed class ScorerTests
{
    private static readonly Sample[] Samples = [.. TinyFixture.Rows.Select(row =>
        new Sample { Id = row.Path, Path = TinyFixture.PathOf(row.Path), Domain = row.Lab, Group = row.Slide })];

    [Theory]
    [InlineData("model.onnx", 1)]
    [InlineData("model.onnx", 5)]
    [InlineData("model.onnx", 64)]
    [InlineData("model.batch1.onnx", 16)]
    public void Score_AnyBatchSize_GivesPyTorchsLogits(string file, int batchSize)
    {
        int[] order = [.. TinyFixture.Select("test", "dune").Select(row => row.Index)];
        List<int> progress = [];
        using Scorer scorer = Open(OnnxModel.Load(TinyFixture.PathOf(file)));

        SampleScores scores = scorer.Score(order, batchSize, progress.Add, CancellationToken.None);

        TinyScore expected = TinyFixture.Score("ema", "dune");
        Assert.Equal(order, scores.Indices);
        Assert.Equal((3, 3 * order.Length), (scores.Columns, scores.Values.Length));
        Close.Assert(expected.FirstLogits, [.. scores.Values.Take(9).Select(value => (double)value)], 1e-4, "first logits");
        Assert.Equal(order.Length, progress[^1]);
    }

    [Fact]
    public void Score_BatchFixedAtFour_PadsTheLastAndCutsItsScores()
    {
        OnnxModel model = OnnxModel.Load(TinyFixture.PathOf("model.onnx"));
        model.Proto.Graph.Input[0].Type.TensorType.Shape.Dim[0].DimValue = 4;
        using Scorer open = Open(OnnxModel.Load(TinyFixture.PathOf("model.onnx")));
        using Scorer four = Open(model);

        SampleScores expected = open.Score([0, 1, 2, 3, 4, 5], 16, null, CancellationToken.None);
        SampleScores padded = four.Score([0, 1, 2, 3, 4, 5], 16, null, CancellationToken.None);

        Close.Assert([.. expected.Values.Select(v => (double)v)], [.. padded.Values.Select(v => (double)v)], 1e-5, "logits");
        Assert.Equal(3, four.ProbeOutputs(CancellationToken.None));
    }

    [Fact]
    public void Score_ScoreIsNotANumber_NamesModelAndImage()
    {
        // log(mean − threshold): not a number for images whose red is darker than the threshold.
        Preprocessor preprocessor = new(Preprocessing.Unit(24, 24), 3);
        float[][] means = [.. Enumerable.Range(0, Samples.Length).Select(i => Values(preprocessor, i).Chunk(576).Select(plane => plane.Average()).ToArray())];
        int dark = Enumerable.Range(0, means.Length).MinBy(i => means[i][0]);
        int bright = Enumerable.Range(0, means.Length).MaxBy(i => means[i][0]);
        float threshold = (means[dark][0] + means[bright][0]) / 2;
        OnnxModel model = new ModelBuilder().Input("x", "N", 3, 24, 24).Initializer("threshold", [threshold, -1, -1])
            .Node("GlobalAveragePool", ["x"], ["p"]).Node("Flatten", ["p"], ["f"]).Node("Sub", ["f", "threshold"], ["s"]).Node("Log", ["s"], ["y"])
            .Output("y", "N", 3)
            .ToModel();
        using Scorer scorer = Open(model, Preprocessing.Unit(24, 24));

        RunFailedException exception = Assert.Throws<RunFailedException>(() => scorer.Score([bright, bright, dark], 2, null, CancellationToken.None));

        Assert.Equal(
            $"model.onnx, image {Samples[dark].Id}: score 0 is NaN. Check the image and its preprocessing, and the statistics the model ran with.", exception.Message);
        Assert.Equal(3, scorer.Score([bright], 2, null, CancellationToken.None).Values.Length);
    }

    [Fact]
    public void Score_MinusInfinity_IsALogarithmOfZero()
    {
        OnnxModel model = new ModelBuilder().Input("x", "N", 3, 24, 24)
            .Node("GlobalAveragePool", ["x"], ["p"]).Node("Flatten", ["p"], ["f"]).Node("Sub", ["f", "f"], ["s"]).Node("Log", ["s"], ["y"])
            .Output("y", "N", 3)
            .ToModel();
        using Scorer scorer = Open(model, Preprocessing.Unit(24, 24));

        Assert.All(scorer.Score([0], 1, null, CancellationToken.None).Values, value => Assert.Equal(float.NegativeInfinity, value));
    }

    [Fact]
    public void Score_OutputIsNoTableOfScores_IsRefused()
    {
        OnnxModel model = new ModelBuilder().Input("x", "N", 3, 24, 24).Node("Relu", ["x"], ["y"]).Output("y", "N", 3).ToModel();
        model.Proto.Graph.Output[0].Type.TensorType.Shape = null;
        using Scorer scorer = Open(model);

        Assert.Equal(
            "model.onnx, output y: gives Float of shape [1, 3, 24, 24] for 1 images; class scores are floats of shape [N, classes]. "
            + "Name the output with the class scores with --output, or use a classification model.",
            Assert.Throws<InputException>(() => scorer.ProbeOutputs(CancellationToken.None)).Message);
    }

    [Fact]
    public void Constructor_ModelTheRuntimeDoesNotKnow_IsRefused()
    {
        OnnxModel model = new ModelBuilder().Input("x", "N", 3, 24, 24).Node("NoSuchOperator", ["x"], ["y"]).Output("y", "N", 3).ToModel();

        Problem problem = Assert.Single(Assert.Throws<InputException>(() => Open(model)).Problems);

        Assert.Equal("model.onnx", problem.Where);
        Assert.StartsWith("the runtime refuses the model (", problem.What, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem.What);
    }

    [Fact]
    public void Score_RunFails_IsARunFailure()
    {
        // A reshape to 5 numbers an image fails for every batch.
        OnnxModel model = new ModelBuilder().Input("x", "N", 3, 24, 24).Int64Initializer("shape", -1, 5).Node("Reshape", ["x", "shape"], ["y"]).Output("y", "N", 5).ToModel();
        using Scorer scorer = Open(model);

        RunFailedException exception = Assert.Throws<RunFailedException>(() => scorer.Score([0], 1, null, CancellationToken.None));

        Assert.StartsWith("model.onnx: the runtime failed while running the model (", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("). Check the input size, or lower --batch-size.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_Cancelled_EndsWithAnOperationCanceledException()
    {
        using Scorer scorer = Open(OnnxModel.Load(TinyFixture.PathOf("model.onnx")));

        Assert.ThrowsAny<OperationCanceledException>(() => scorer.Score([0, 1], 1, null, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Score_NoSamples_GivesNothing()
    {
        using Scorer scorer = Open(OnnxModel.Load(TinyFixture.PathOf("model.onnx")));

        Assert.Empty(scorer.Score([], 16, null, CancellationToken.None).Values);
    }

    private static float[] Values(Preprocessor preprocessor, int index)
    {
        float[] values = new float[3 * 576];
        preprocessor.Apply(ImageDecoder.Decode(Samples[index].Path), values);
        return values;
    }

    private static Scorer Open(OnnxModel model, Preprocessing? preprocessing = null)
    {
        ModelSignature signature = ModelSignature.Resolve(model, new());
        Preprocessor preprocessor = new(preprocessing ?? Preprocessing.Load(TinyFixture.PathOf("preprocessor_config.json")), 3);
        BatchReader reader = new(Samples, preprocessor, 3 * 24 * 24, new());
        return new Scorer(model, signature.InputOf(new ImageTensorShape(24, 24)), signature.Output!, reader, ExecutionDevice.Resolve(new() { Device = DeviceKind.Cpu }));
    }
}
