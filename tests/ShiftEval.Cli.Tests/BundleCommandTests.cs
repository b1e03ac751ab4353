using System.Text.Json;

namespace ShiftEval.Cli.Tests;

public sealed class BundleCommandTests : IDisposable
{
    private readonly TinyLabs labs = new();

    public void Dispose() => labs.Dispose();

    [Fact]
    public async Task Recalibrate_Bundle_WritesOneFileAndSaysWhatItsNumbersMean()
    {
        CommandRun run = await Bundle("-o", labs.At("out.onnx"));

        Assert.Equal(0, run.Code);
        Assert.All(run.Error.TrimEnd('\n').Split('\n'), line => Assert.StartsWith("note: ", line, StringComparison.Ordinal));
        Assert.Contains("shift dune", run.Output, StringComparison.Ordinal);
        Assert.Contains($"Wrote {labs.At("out.onnx")} with statistics of 48 images of dune, aster (domain).", run.Output, StringComparison.Ordinal);
        Assert.Contains("Feed its input domain (int64, one number a sample): 0 = stored, 1 = dune, 2 = aster.", run.Output, StringComparison.Ordinal);
        Assert.Single(labs.Listing());
    }

    [Fact]
    public async Task Recalibrate_BundleAsJson_ListsDomainsAndChanges()
    {
        CommandRun run = await Bundle("-o", labs.At("out.onnx"), "--json");

        JsonElement root = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal("shifteval.recalibrate/1", root.GetProperty("schema").GetString());
        Assert.Equal(["1 dune 36", "2 aster 12"], root.GetProperty("bundle").EnumerateArray().Select(domain => $"{domain.GetProperty("index")} {domain.GetProperty("name")} {domain.GetProperty("samples")}"));
        Assert.Equal(6, root.GetProperty("layers").GetArrayLength());
        Assert.Equal(6, root.GetProperty("changes").EnumerateArray().Count(change => change.GetProperty("kind").GetString() == "node-operator"));
        Assert.Contains(root.GetProperty("changes").EnumerateArray(), change => change.GetProperty("kind").GetString() == "graph-input");
    }

    [Fact]
    public async Task Inspect_ABundle_SaysWhatItsNumbersMean()
    {
        await Bundle("-o", labs.At("out.onnx"));

        CommandRun run = await CommandRun.Of("inspect", labs.At("out.onnx"));

        Assert.Equal(0, run.Code);
        Assert.Contains("input    domain  int64 [batch]", run.Output, StringComparison.Ordinal);
        Assert.Contains("0 = stored, 1 = dune, 2 = aster", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("convolution", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evaluate")]
    [InlineData("compare")]
    [InlineData("recalibrate")]
    public async Task Command_OnABundle_IsRefusedInOneSentence(string command)
    {
        await Bundle("-o", labs.At("out.onnx"));

        CommandRun run = await CommandRun.Of(command, labs.At("out.onnx"), "--data", TinyLabs.Manifest, "--domain", "dune", "--preprocess", TinyLabs.Preprocess);

        Assert.Equal(2, run.Code);
        Assert.Contains("is a bundle of the statistics stored, dune, aster", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recalibrate_BundleThatCannotBe_NamesEveryReasonAndWritesNothing()
    {
        CommandRun run = await Bundle("-o", labs.At("{domain}.onnx"), "--statistics", "precise");

        Assert.Equal(2, run.Code);
        Assert.Contains("--statistics precise: gives every domain the same statistics", run.Error, StringComparison.Ordinal);
        Assert.Contains("asks for one file a domain", run.Error, StringComparison.Ordinal);
        Assert.Empty(labs.Listing());
    }

    private static Task<CommandRun> Bundle(params string[] more) => CommandRun.Of(
        ["recalibrate", TinyLabs.Model, "--data", TinyLabs.Manifest, "--domain", "dune", "--domain", "aster", "--bundle", .. more]);
}
