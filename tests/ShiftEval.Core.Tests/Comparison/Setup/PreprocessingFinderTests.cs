using ShiftEval.Comparison.Setup;
using ShiftEval.Datasets.Imaging;
using ShiftEval.Diagnostics;
using ShiftEval.Inference;
using ShiftEval.Onnx;
using ShiftEval.Tests.Datasets;
using ShiftEval.Tests.Onnx;

namespace ShiftEval.Tests.Comparison.Setup;

public sealed class PreprocessingFinderTests : IDisposable
{
    private const string FileName = "preprocessor_config.json";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Find_Option_OutweighsEverything()
    {
        Write($"project/models/{FileName}", 10);
        string option = Write("elsewhere.json", 11);

        Assert.Equal(11, Size(Find(Model(metadata: 12), option, "project")));
    }

    [Fact]
    public void Find_Metadata_OutweighsTheFile()
    {
        Write($"project/models/{FileName}", 10);

        Preprocessing found = Find(Model(metadata: 12), null, "project");

        Assert.Equal(12, Size(found));
        Assert.Contains("metadata shifteval.preprocess", found.Origin, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_NearestFolder_ComesFirst()
    {
        Write($"project/{FileName}", 14);
        Assert.Equal(14, Size(Find(Model(), null, "project")));

        Write($"project/models/{FileName}", 13);
        Assert.Equal(13, Size(Find(Model(), null, "project")));
        Assert.Equal(13, Size(Find(Model("project/models"), null, null)));

        Write($"project/models/deep/{FileName}", 12);
        Assert.Equal(12, Size(Find(Model(), null, "project")));
    }

    [Theory]
    [InlineData("project")]
    [InlineData("project/")]
    [InlineData("project/models")]
    public void Find_AboveTheProjectFolder_IsNotLookedFor(string project)
    {
        Write(FileName, 14);

        Assert.Throws<InputException>(() => Find(Model(), null, project));
    }

    [Fact]
    public void Find_NoProject_LooksBesideTheModelOnly()
    {
        Write($"project/models/{FileName}", 13);

        Assert.Throws<InputException>(() => Find(Model("project/models/deep"), null, null));
    }

    [Theory]
    [InlineData("other")]
    [InlineData("project/models/de")]
    public void Find_ModelOutsideTheProject_LooksBesideItOnly(string project)
    {
        Write($"project/models/{FileName}", 13);

        Assert.Throws<InputException>(() => Find(Model(), null, project));
        Assert.Equal(13, Size(Find(Model("project/models"), null, project)));
    }

    [Fact]
    public void Find_ProjectIsTheRoot_LooksAllTheWayUp()
    {
        Write(FileName, 14);

        Assert.Equal(14, Size(PreprocessingFinder.Find(Model(), Signature(8, 8), null, Path.GetPathRoot(folder.Path))));
    }

    [Fact]
    public void Find_Nothing_NamesTheOption() => Assert.Equal(
        "model.onnx: no preprocessing is known: neither metadata shifteval.preprocess nor a preprocessor_config.json in its folder. "
        + "Give it with --preprocess FILE, or --preprocess unit for plain 0..1.",
        Assert.Throws<InputException>(() => Find(Model(), null, "project")).Message);

    [Fact]
    public void Find_OptionThatIsMissing_IsNotReplacedByTheFile()
    {
        Write($"project/models/{FileName}", 13);

        Assert.Throws<InputException>(() => Find(Model(), folder.At("missing.json"), "project"));
    }

    [Fact]
    public void Find_BrokenMetadata_IsNotReplacedByTheFile()
    {
        Write($"project/models/deep/{FileName}", 13);
        OnnxModel model = Builder().Metadata(PreprocessingFinder.MetadataKey, "{").ToModel(folder: folder.At("project/models/deep"));

        InputException exception = Assert.Throws<InputException>(() => Find(model, null, "project"));

        Assert.StartsWith("model.onnx, metadata shifteval.preprocess: ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_Unit_TakesTheModelsSizeOrIsRefused()
    {
        Preprocessing unit = PreprocessingFinder.Find(Model(), Signature(8, 9), "unit", null);

        Assert.Equal((8, 9), new Preprocessor(unit, 3).OutputSize);
        Assert.Equal(
            "--preprocess unit: model.onnx does not fix its image size, so there is none to resize to. Give a preprocessor_config.json with a size.",
            Assert.Throws<InputException>(() => PreprocessingFinder.Find(Model(), Signature(8, null), "unit", null)).Message);
    }

    private static ModelSignature Signature(int? height, int? width) =>
        new() { Input = "x", Layout = TensorLayout.Nchw, Channels = 3, Scores = ScoreKind.Logits, Height = height, Width = width };

    private static string Json(int size) => $$"""{"do_resize":true,"size":{"height":{{size}},"width":{{size}}},"resample":2,"do_rescale":true,"do_normalize":false}""";

    private static int Size(Preprocessing preprocessing) => new Preprocessor(preprocessing, 3).OutputSize!.Value.Height;

    private static ModelBuilder Builder() => new ModelBuilder().Input("x", "N", 3, 8, 8).Node("Identity", ["x"], ["y"]).Output("y", "N", 3, 8, 8);

    private string Write(string path, int size) => folder.Write(path, Json(size));

    private Preprocessing Find(OnnxModel model, string? option, string? project) =>
        PreprocessingFinder.Find(model, Signature(8, 8), option, project is null ? null : folder.At(project));

    private OnnxModel Model(string place = "project/models/deep", int? metadata = null)
    {
        ModelBuilder builder = Builder();
        return (metadata is { } size ? builder.Metadata(PreprocessingFinder.MetadataKey, Json(size)) : builder).ToModel(folder: folder.At(place));
    }
}
