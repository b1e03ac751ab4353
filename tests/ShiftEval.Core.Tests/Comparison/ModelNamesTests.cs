using ShiftEval.Comparison;
using ShiftEval.Diagnostics;
using ShiftEval.Tests.Datasets;

namespace ShiftEval.Tests.Comparison;

public sealed class ModelNamesTests
{
    [Theory]
    [InlineData(new[] { "a/b/model.onnx" }, new[] { "model.onnx" })]
    [InlineData(new[] { "model.onnx" }, new[] { "model.onnx" })]
    [InlineData(new[] { "a/one.onnx", "a/two.onnx" }, new[] { "one.onnx", "two.onnx" })]
    [InlineData(new[] { "x/a/model.onnx", "x/b/model.onnx" }, new[] { "a/model.onnx", "b/model.onnx" })]
    [InlineData(new[] { "/a/model.onnx", "/b/model.onnx" }, new[] { "a/model.onnx", "b/model.onnx" })]
    [InlineData(new[] { "./a/model.onnx", "b/model.onnx", "c/other.onnx" }, new[] { "a/model.onnx", "b/model.onnx", "other.onnx" })]
    [InlineData(new[] { "a/x/m.onnx", "b/x/m.onnx", "b/y/m.onnx" }, new[] { "a/x/m.onnx", "b/x/m.onnx", "y/m.onnx" })]
    [InlineData(new[] { "model.onnx", "b/model.onnx" }, new[] { "model.onnx", "b/model.onnx" })]
    [InlineData(new[] { "old=a/model.onnx", "b/model.onnx" }, new[] { "old", "model.onnx" })]
    [InlineData(new[] { "old=a/model.onnx", "new=a/model.onnx" }, new[] { "old", "new" })]
    [InlineData(new[] { "=a/model.onnx" }, new[] { "model.onnx" })]
    public void Resolve_Paths_GetTheShortestEndThatTellsThemApart(string[] models, string[] names) =>
        Assert.Equal(names, ModelNames.Resolve(models).Select(model => model.Name));

    [Fact]
    public void Resolve_NamedPath_IsCutAtTheFirstEqualsSign() =>
        Assert.Equal(("old", "a=b/model.onnx"), Assert.Single(ModelNames.Resolve(["old=a=b/model.onnx"])));

    [Fact]
    public void Resolve_FileWithAnEqualsSign_IsAPath()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("seed=1.onnx", "");

        Assert.Equal(("seed=1.onnx", path), Assert.Single(ModelNames.Resolve([path])));
    }

    [Theory]
    [InlineData("a/m.onnx", "a/m.onnx", "a/m.onnx: two models are called a/m.onnx. Give each its own name as NAME=PATH, or name each file once.")]
    [InlineData("m=a.onnx", "m=b.onnx", "b.onnx: two models are called m. Give each its own name as NAME=PATH, or name each file once.")]
    [InlineData("b.onnx=a.onnx", "x/b.onnx", "x/b.onnx: two models are called b.onnx. Give each its own name as NAME=PATH, or name each file once.")]
    public void Resolve_TwoOfOneName_AreRefused(string first, string second, string message) =>
        Assert.Equal(message, Assert.Throws<InputException>(() => ModelNames.Resolve([first, second])).Message);
}
