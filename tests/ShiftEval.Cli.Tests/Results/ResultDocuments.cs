using System.Text.Json;
using ShiftEval.Tests.Reports;

namespace ShiftEval.Cli.Tests.Results;

/// <summary>Results documents that between them use every option, and with the golden ones every field.</summary>
public sealed class ResultDocuments : IAsyncLifetime
{
    private readonly TinyLabs labs = new();
    private readonly Dictionary<string, JsonElement> documents = new(StringComparer.Ordinal);

    /// <summary>What commands wrote and what is kept as golden, by what it is.</summary>
    public IReadOnlyDictionary<string, JsonElement> ByName => documents;

    public async ValueTask InitializeAsync()
    {
        await Add(
            "compare of two models with every option", "compare", $"one={TinyLabs.Model}", $"two={TinyLabs.Model}", "--data", Undivided(), "--preprocess", TinyLabs.Preprocess, "--source", "aster", "--resamples", "9",
            "--statistics", "ema,domain,batch:8", "--across", "label", "--aggregate", "study=mean", "--operating-point", "sensitivity=0.9", "--positive", "disc",
            "--require", "accuracy>=0.1", "--splits", "2", "--on-error", "skip");
        await Add("evaluate of weighted statistics", "evaluate", TinyLabs.Model, "--data", TinyLabs.Manifest, "--resamples", "9", "--statistics", "test,domain,balance=source", "--ordinal", "--bootstrap", "percentile");
        await Add("score of predictions alone", "score", labs.Write("p.csv", "label,predicted,domain\ncat,cat,L\ndog,cat,L\ndog,dog,L\n"), "--resamples", "9");
        await Add("redacted compare", "compare", TinyLabs.Model, "--data", TinyLabs.Manifest, "--preprocess", TinyLabs.Preprocess, "--statistics", "ema,domain", "--resamples", "9", "--require", "accuracy>=0.1", "--redact");
        foreach (string name in new[] { "compare.json", "score.json" })
        {
            documents.Add(name, JsonElement.Parse(await File.ReadAllBytesAsync(GoldenFile.At(name))));
        }
    }

    public ValueTask DisposeAsync()
    {
        labs.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The test and adapt images of all labs without their split, a study each slide and class, and one image that is none.</summary>
    private string Undivided()
    {
        string folder = Path.GetDirectoryName(TinyLabs.Manifest)!;
        IEnumerable<string> rows = File.ReadLines(TinyLabs.Manifest).Skip(1)
            .Select(row => row.Split(','))
            .Where(row => row[4] != "train")
            .Select(row => $"{Path.Combine(folder, row[0])},{row[1]},{row[2]},{row[3]},{row[3]}-{row[1]}");
        return labs.Write("manifest.csv", string.Join('\n', ["path,label,lab,slide,study", .. rows, $"{labs.Write("broken.png", "no image")},disc,dune,dune-99,dune-99", ""]));
    }

    private async Task Add(string name, params string[] args)
    {
        CommandRun run = await CommandRun.Of([.. args, "--json"]);
        Assert.True(run.Code == 0, run.Error);
        documents.Add(name, JsonElement.Parse(run.Output));
    }
}
