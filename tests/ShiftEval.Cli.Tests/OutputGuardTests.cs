namespace ShiftEval.Cli.Tests;

/// <summary>--overwrite replaces earlier results, never an input of the run.</summary>
public sealed class OutputGuardTests : IDisposable
{
    private readonly TinyLabs labs = new();

    public void Dispose() => labs.Dispose();

    [Fact]
    public async Task Output_ThatIsAnInput_IsRefusedAndKept()
    {
        string model = labs.At("m.onnx");
        File.Copy(TinyLabs.Model, model);
        string statistics = labs.At("s.safetensors");
        Assert.Equal(0, (await CommandRun.Of("stats", "extract", model, "-o", statistics)).Code);
        byte[] modelBytes = File.ReadAllBytes(model);
        byte[] statisticsBytes = File.ReadAllBytes(statistics);

        foreach (string[] line in new string[][]
        {
            ["stats", "extract", model, "-o", model, "--overwrite"],
            ["stats", "collect", model, "--data", TinyLabs.Manifest, "--domain", "dune", "-o", model, "--overwrite"],
            ["stats", "apply", model, statistics, "-o", statistics, "--overwrite"],
            ["stats", "show", model, $"--json={model}", "--overwrite"],
            ["evaluate", $"name={model}", "--data", TinyLabs.Manifest, "--csv", model, "--overwrite"],
            ["compare", model, "--data", TinyLabs.Manifest, "--statistics", $"ema,file:{statistics}", "--markdown", statistics, "--overwrite"],
        })
        {
            CommandRun run = await CommandRun.Of(line);

            Assert.Equal(2, run.Code);
            Assert.Contains("is also an input of this run. Write to another path; what is read stays as it is.", run.Error, StringComparison.Ordinal);
        }

        Assert.Equal(modelBytes, File.ReadAllBytes(model));
        Assert.Equal(statisticsBytes, File.ReadAllBytes(statistics));
    }

    [Fact]
    public async Task Output_ThatIsNoInput_IsReplaced()
    {
        string statistics = labs.At("again.safetensors");
        Assert.Equal(0, (await CommandRun.Of("stats", "extract", TinyLabs.Model, "-o", statistics)).Code);

        Assert.Equal(0, (await CommandRun.Of("stats", "extract", TinyLabs.Model, "-o", statistics, "--overwrite")).Code);
    }
}
