using ShiftEval.Datasets.Imaging;
using ShiftEval.Diagnostics;
using ShiftEval.Inference;

namespace ShiftEval.Tests.Inference;

public sealed class ImageTensorShapeTests
{
    private static readonly ModelSignature Open = new() { Input = "x", Layout = TensorLayout.Nchw, Channels = 3, Scores = ScoreKind.Logits };

    [Theory]
    [InlineData(null, null)]
    [InlineData(24, null)]
    [InlineData(24, 32)]
    public void Resolve_SizesThatAgree_AreThePreprocessings(int? height, int? width) =>
        Assert.Equal(new ImageTensorShape(24, 32), ImageTensorShape.Resolve("m.onnx", Open with { Height = height, Width = width }, Images(24, 32)));

    [Theory]
    [InlineData(32, 24, "32 x 24")]
    [InlineData(null, 24, "any x 24")]
    [InlineData(25, null, "25 x any")]
    public void Resolve_SizesThatDisagree_AreRefused(int? height, int? width, string taken) => Assert.Equal(
        $"--preprocess: gives images of 24 x 32 (height x width); m.onnx takes {taken}. Set size (or crop_size) to what the model takes.",
        Assert.Throws<InputException>(() => ImageTensorShape.Resolve("m.onnx", Open with { Height = height, Width = width }, Images(24, 32))).Message);

    [Fact]
    public void Resolve_SizeLeftOpen_IsRefused()
    {
        Preprocessor preprocessor = new(Preprocessing.Parse("""{"do_resize":false,"do_rescale":true,"do_normalize":false}""", "test"), 3);

        Assert.Equal(
            "--preprocess: leaves the image size open, so images cannot stand in one batch. Add a fixed size or do_center_crop with crop_size.",
            Assert.Throws<InputException>(() => ImageTensorShape.Resolve("m.onnx", Open, preprocessor)).Message);
    }

    private static Preprocessor Images(int height, int width) => new(Preprocessing.Unit(height, width), 3);
}
