using System.Text.Json;

namespace ShiftEval.Cli.Tests;

public sealed class FixCommandTests : IDisposable
{
    private readonly TinyLabs labs = new();

    public void Dispose() => labs.Dispose();

    [Fact]
    public async Task Fix_FileInOrder_WritesTheVeryBytesAndSaysSo()
    {
        CommandRun run = await CommandRun.In(labs.Folder, "fix", TinyLabs.Model, "-o", labs.At("fixed.onnx"));

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal($"Wrote {labs.At("fixed.onnx")}: nothing had to be changed: it runs in inference mode as it is.\n", run.Output, ignoreLineEndingDifferences: true);
        Assert.Equal(File.ReadAllBytes(TinyLabs.Model), File.ReadAllBytes(labs.At("fixed.onnx")));
    }

    [Fact]
    public async Task Fix_Json_IsADocumentOfItsOwn()
    {
        CommandRun run = await CommandRun.In(labs.Folder, "fix", TinyLabs.Model, "-o", labs.At("fixed.onnx"), "--json");

        using JsonDocument document = JsonDocument.Parse(run.Output);
        Assert.Equal("shifteval.fix/1", document.RootElement.GetProperty("schema").GetString());
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("recalibration").ValueKind);
    }

    [Fact]
    public async Task Fix_WithStatistics_EstimatesThem()
    {
        CommandRun run = await CommandRun.In(labs.Folder, "fix", TinyLabs.Model, "-o", labs.At("fixed.onnx"), "--statistics", "domain", "--data", TinyLabs.Manifest, "--domain", "dune");

        Assert.Equal(0, run.Code);
        Assert.Contains("(domain).", run.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(labs.At("fixed.onnx")));
    }

    [Theory]
    [InlineData("fix m.onnx", "--output: ")]
    [InlineData("fix missing.onnx -o out.onnx", "missing.onnx: does not exist")]
    public async Task Fix_WrongCommandLine_IsExitTwo(string line, string message)
    {
        CommandRun run = await CommandRun.In(labs.Folder, line.Split(' '));

        Assert.Equal(2, run.Code);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspect_FoldedModel_ListsEveryConvolutionWithTheReason()
    {
        CommandRun run = await CommandRun.In(labs.Folder, "inspect", TinyLabs.Folded);

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(6, run.Output.Split("yes: has a bias and no BatchNormalization behind it").Length - 1);
        Assert.Contains("no: is fully connected", run.Output, StringComparison.Ordinal);
        Assert.Contains("recalibratable-with-source: ", run.Output, StringComparison.Ordinal);
    }
}
