using System.Text.Json;

namespace ShiftEval.Cli.Tests;

public sealed class StatsCommandTests : IDisposable
{
    private readonly TinyLabs labs = new();

    public void Dispose() => labs.Dispose();

    [Fact]
    public async Task Stats_FromPartsToAModelAndBack()
    {
        for (int part = 1; part <= 2; part++)
        {
            CommandRun collected = await Run("collect", TinyLabs.Model, "--data", TinyLabs.Manifest, "--domain", "dune", "--statistics", "domain,method=minibatch,batch=9", "--shard", $"{part}/2", "-o", labs.At($"{part}.safetensors"));
            Assert.Equal((0, ""), (collected.Code, collected.Error));
            Assert.EndsWith($"Wrote {labs.At($"{part}.safetensors")}: shifteval.moments/1, 18 images of dune in 2 batches (domain,method=minibatch,batch=9), each batch normalising itself.\n", collected.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        }

        CommandRun merged = await Run("merge", labs.At("1.safetensors"), labs.At("2.safetensors"), "-o", labs.At("all.safetensors"), "--json");
        CommandRun rest = await Run("subtract", labs.At("all.safetensors"), labs.At("1.safetensors"), "-o", labs.At("rest.safetensors"));
        CommandRun extracted = await Run("extract", TinyLabs.Model, "-o", labs.At("original.safetensors"));
        CommandRun applied = await Run("apply", TinyLabs.Model, labs.At("all.safetensors"), "-o", labs.At("dune.onnx"));
        CommandRun undone = await Run("apply", labs.At("dune.onnx"), labs.At("original.safetensors"), "-o", labs.At("back.onnx"));
        CommandRun shown = await Run("show", labs.At("dune.onnx"));
        CommandRun diff = await Run("diff", labs.At("dune.onnx"), labs.At("all.safetensors"), "--json");

        Assert.All([merged, rest, extracted, applied, undone, shown, diff], run => Assert.Equal((0, ""), (run.Code, run.Error)));
        using JsonDocument document = JsonDocument.Parse(merged.Output);
        Assert.Equal(("shifteval.stats-file/1", 36, 4), (document.RootElement.GetProperty("schema").GetString(), document.RootElement.GetProperty("samples").GetInt32(), document.RootElement.GetProperty("batches").GetInt32()));
        Assert.Equal(File.ReadAllBytes(TinyLabs.Model), File.ReadAllBytes(labs.At("back.onnx")));
        Assert.Contains("spec      domain,method=minibatch,batch=9", shown.Output, StringComparison.Ordinal);
        using JsonDocument difference = JsonDocument.Parse(diff.Output);
        Assert.All(difference.RootElement.GetProperty("layers").EnumerateArray(), layer => Assert.InRange(layer.GetProperty("wasserstein").GetProperty("max").GetDouble(), 0, 1e-6));
    }

    [Fact]
    public async Task Stats_PopulationToBeMerged_IsRefusedAndNothingWritten()
    {
        await Run("collect", TinyLabs.Model, "--data", TinyLabs.Manifest, "--domain", "dune", "-o", labs.At("population.safetensors"));

        CommandRun run = await Run("merge", labs.At("population.safetensors"), labs.At("population.safetensors"), "-o", labs.At("never"));

        Assert.Equal(2, run.Code);
        Assert.Contains("holds population statistics, which cannot be added up: each layer was measured behind layers normalised with the statistics of that very data.", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(labs.At("never")));
    }

    [Theory]
    [InlineData("stats", "COMMAND: no command is given. Write one of ")]
    [InlineData("stats merg", "merg: is not a command of shifteval stats. Commands, nearest first: merge, ")]
    [InlineData("stats show", "FILE|MODEL: is not given. Write shifteval stats show FILE|MODEL; see shifteval stats show --help.")]
    [InlineData("stats diff a.onnx", "B: is not given. Write shifteval stats diff A B; see shifteval stats diff --help.")]
    [InlineData("stats extract -o x", "MODEL: no model is given. Write shifteval stats extract MODEL; see shifteval stats extract --help.")]
    [InlineData("stats show a --shard 1/2", "--shard: is not an option of show. ")]
    [InlineData("stats show no.safetensors", "no.safetensors: does not exist. Check the path of the statistics file.")]
    [InlineData("stats merge no.safetensors no2.safetensors -o x", "no2.safetensors: does not exist. Check the path of the statistics file.")]
    public async Task Stats_WrongCommandLine_IsExitTwo(string line, string message)
    {
        CommandRun run = await CommandRun.In(labs.Folder, line.Split(' '));

        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Contains($"shifteval: {message}", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stats_ExistingOutput_IsRefusedBeforeWorkAndReplacedOnRequest()
    {
        string path = labs.Write("there.safetensors", "mine");

        CommandRun refused = await Run("extract", TinyLabs.Model, "-o", path);
        CommandRun replaced = await Run("extract", TinyLabs.Model, "-o", path, "--overwrite", "--quiet");

        Assert.Equal((2, $"shifteval: {path}: exists already. Add --overwrite to replace it, or choose another output path."), (refused.Code, refused.Error.TrimEnd()));
        Assert.Equal((0, ""), (replaced.Code, replaced.Error));
    }

    private Task<CommandRun> Run(params string[] words) => CommandRun.In(labs.Folder, ["stats", .. words]);
}
