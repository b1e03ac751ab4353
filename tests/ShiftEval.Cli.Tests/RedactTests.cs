namespace ShiftEval.Cli.Tests;

/// <summary>What leaves the house under <c>--redact</c>.</summary>
public sealed class RedactTests : IDisposable
{
    private readonly TinyLabs labs = new();

    public void Dispose() => labs.Dispose();

    [Fact]
    public async Task Compare_Redacted_NoOutputTellsPathsOrSmallDomains()
    {
        string[] files = [labs.At("r.html"), labs.At("r.csv"), labs.At("r.md"), labs.At("r.xml"), labs.At("r.json")];
        CommandRun run = await CommandRun.Of(
            "compare", TinyLabs.Model, "--data", TinyLabs.Manifest, "--preprocess", TinyLabs.Preprocess, "--statistics", "ema,domain", "--resamples", "200", "--redact", "--no-progress",
            "--require", "accuracy>=0.1", "--html", files[0], "--csv", files[1], "--markdown", files[2], "--junit", files[3], $"--json={files[4]}");

        Assert.Equal(0, run.Code);
        string folder = Path.GetDirectoryName(TinyLabs.Manifest)!;
        Assert.All(files.Select(File.ReadAllText).Append(run.Output).Append(run.Error), text =>
        {
            Assert.DoesNotContain(folder, text, StringComparison.Ordinal);
            Assert.DoesNotContain("dune-", text, StringComparison.Ordinal);
        });
        string cells = File.ReadAllText(files[1]);
        Assert.DoesNotContain("aster", cells, StringComparison.Ordinal);
        Assert.DoesNotContain("aster", run.Output, StringComparison.Ordinal);
        Assert.Contains("dune", cells, StringComparison.Ordinal);
        Assert.DoesNotContain("manifest.csv", File.ReadAllText(files[0]), StringComparison.Ordinal);
    }
}
