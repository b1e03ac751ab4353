using System.Text.Json;

namespace ShiftEval.Cli.Tests;

public sealed class ScenarioCommandTests : IDisposable
{
    private readonly TinyLabs labs = new();

    public void Dispose() => labs.Dispose();

    [Fact]
    public async Task Scenario_File_PrintsAndWritesItsTables()
    {
        string file = Write("domain");

        CommandRun run = await CommandRun.In(labs.Folder, "scenario", file, "--device", "cpu");
        CommandRun json = await CommandRun.In(labs.Folder, "scenario", file, "--device", "cpu", "--json");

        Assert.Equal(0, run.Code);
        Assert.StartsWith("Tiny\n\nWhich statistics?\naccuracy.\n\ndomain    ema   domain\n", run.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("1 models, 2 cells, seed 0.", run.Output, StringComparison.Ordinal);
        Assert.EndsWith($"Wrote {labs.At("tiny.results")}{Path.DirectorySeparatorChar}tables.md and result.json.{Environment.NewLine}", run.Output, StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(labs.At("tiny.results/cells")).Length);
        using JsonDocument document = JsonDocument.Parse(json.Output);
        Assert.Equal("shifteval.scenario-result/1", document.RootElement.GetProperty("schema").GetString());
        Assert.Equal(File.ReadAllText(labs.At("tiny.results/result.json")), json.Output);
        Assert.Contains("| dune | ", File.ReadAllText(labs.At("tiny.results/tables.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scenario_WrongFile_IsRefusedAndNothingWritten()
    {
        string file = Write("domian");

        CommandRun run = await CommandRun.In(labs.Folder, "scenario", file, "--device", "cpu");

        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.StartsWith("shifteval: runs[0], statistics ", run.Error, StringComparison.Ordinal);
        Assert.Equal(["tiny.json"], Directory.GetFileSystemEntries(labs.Folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Scenario_OutputThatIsAFile_IsRefused()
    {
        string file = Write("domain");

        CommandRun run = await CommandRun.In(labs.Folder, "scenario", file, "--device", "cpu", "--output", file);

        Assert.Equal(2, run.Code);
        Assert.Contains("Choose another folder with --output.", run.Error, StringComparison.Ordinal);
    }

    private string Write(string statistics) => labs.Write("tiny.json", $$"""
        {
          "schema": "shifteval.scenario/1",
          "title": "Tiny",
          "data": {{JsonSerializer.Serialize(TinyLabs.Manifest)}},
          "preprocess": {{JsonSerializer.Serialize(TinyLabs.Preprocess)}},
          "classes": ["bar", "cross", "disc"],
          "resamples": 50,
          "models": [{ "path": {{JsonSerializer.Serialize(TinyLabs.Model)}} }],
          "runs": [{ "statistics": ["ema", "{{statistics}}"], "domains": ["dune"] }],
          "tables": [{ "question": "Which statistics?", "rows": "domain", "columns": "statistics", "metric": "accuracy" }]
        }
        """);
}
