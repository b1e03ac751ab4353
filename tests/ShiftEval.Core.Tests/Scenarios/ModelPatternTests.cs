using ShiftEval.Diagnostics;
using ShiftEval.Scenarios;
using ShiftEval.Tests.Datasets;

namespace ShiftEval.Tests.Scenarios;

public sealed class ModelPatternTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("all/seed{seed}.onnx", "all/seed0.onnx", "seed=0")]
    [InlineData("leave-out-{leftOut}/seed{seed}.onnx", "leave-out-birk/seed12.onnx", "leftOut=birk;seed=12")]
    [InlineData("{a}-{b}.onnx", "x-y-z.onnx", "a=x;b=y-z")]
    [InlineData("{lab}/{lab}.onnx", "birk/birk.onnx", "lab=birk")]
    [InlineData("model.onnx", "model.onnx", "")]
    public void Fits_PathOfThePattern_GivesItsKeys(string pattern, string path, string expected)
    {
        Dictionary<string, string> keys = [];

        Assert.True(ModelPattern.Fits(pattern, path, keys));
        Assert.Equal(expected, string.Join(';', keys.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}")));
    }

    [Theory]
    [InlineData("all/seed{seed}.onnx", "all/seed0.folded.onnx")]
    [InlineData("all/seed{seed}.onnx", "all/seed.onnx")]
    [InlineData("all/seed{seed}.onnx", "all/Seed0.onnx")]
    [InlineData("{a}/m.onnx", "x/y/m.onnx")]
    [InlineData("{lab}/{lab}.onnx", "birk/corvo.onnx")]
    [InlineData("model.onnx", "model.onnx.bak")]
    [InlineData("model.onnx", "model")]
    public void Fits_AnotherPath_DoesNot(string pattern, string path)
    {
        Dictionary<string, string> keys = new() { ["own"] = "1" };

        Assert.False(ModelPattern.Fits(pattern, path, keys));
        Assert.Equal("1", Assert.Single(keys).Value);
    }

    [Fact]
    public void Fits_KeyThatIsGivenAlready_MustAgree()
    {
        Assert.True(ModelPattern.Fits("seed{seed}.onnx", "seed1.onnx", new() { ["seed"] = "1" }));
        Assert.False(ModelPattern.Fits("seed{seed}.onnx", "seed1.onnx", new() { ["seed"] = "2" }));
    }

    [Fact]
    public void Find_FolderWithBraces_TakesOnlyTheFilesOwnPlaceholders()
    {
        folder.Touch("{x}/b/seed1.onnx", "{x}/a/seed0.onnx", "{x}/a/notes.txt", "{x}/a/deep/seed0.onnx");
        ScenarioFile scenario = TinyScenario.With(folder.At("{x}"), "{fold}/seed{seed}.onnx");

        IReadOnlyList<ScenarioModel> models = ModelPattern.Find(scenario);

        Assert.Equal(["a/seed0.onnx", "b/seed1.onnx"], models.Select(model => model.Name));
        Assert.Equal("b", models[1].Keys["fold"]);
        Assert.True(File.Exists(models[1].Path));
    }

    [Fact]
    public void Find_WrongPatterns_AreNamedAllAtOnce()
    {
        folder.Touch("m0.onnx");
        ScenarioFile scenario = TinyScenario.With(folder.Path, "m{seed}.onnx", "m0.onnx", "none{seed}.onnx", "m{seed.onnx", "m{}.onnx", "m{domain}.onnx");

        Assert.Equal(
            $$"""
            models, path m0.onnx: m0.onnx fits an earlier pattern too. Make the patterns exclude each other.
            models, path none{seed}.onnx: no file fits it (paths start at {{folder.Path}}). Correct the pattern, or put the models there.
            models, path m{seed.onnx: its braces do not pair. Write a key as {name}, with a name that tables do not use already.
            models, path m{}.onnx: has a key without a name. Write a key as {name}, with a name that tables do not use already.
            models, path m{domain}.onnx: domain cannot be a key of models. Write a key as {name}, with a name that tables do not use already.
            """,
            Assert.Throws<InputException>(() => ModelPattern.Find(scenario)).Message,
            ignoreLineEndingDifferences: true);
    }
}
