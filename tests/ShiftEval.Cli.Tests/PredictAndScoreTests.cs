using System.Text.Json;
using System.Text.Json.Nodes;

namespace ShiftEval.Cli.Tests;

public sealed class PredictAndScoreTests : IDisposable
{
    private const string Specs = "ema,domain,mix:0.5,test,instance:k=4";

    private readonly TinyLabs labs = new();

    public void Dispose() => labs.Dispose();

    [Theory]
    [InlineData("p.csv")]
    [InlineData("p.parquet")]
    public async Task PredictThenScore_SeveralStatistics_GivesTheCellsOfEvaluate(string name)
    {
        string[] images = [TinyLabs.Model, "--data", TinyLabs.Manifest, "--statistics", Specs];
        CommandRun evaluated = await CommandRun.Of(["evaluate", .. images, "--resamples", "99", "--json"]);
        CommandRun predicted = await CommandRun.Of(["predict", .. images, "-o", labs.At(name)]);
        CommandRun scored = await CommandRun.Of("score", labs.At(name), "--resamples", "99", "--json");

        Assert.All([evaluated, predicted, scored], run => Assert.Equal(0, run.Code));
        JsonNode direct = JsonNode.Parse(evaluated.Output)!;
        JsonNode again = JsonNode.Parse(scored.Output)!;
        foreach (JsonNode? cell in direct["cells"]!.AsArray().Concat(again["cells"]!.AsArray()))
        {
            // A file of predictions does not say from how many samples its statistics came.
            cell!["adaptSamples"] = null;
        }

        Assert.Equal("shifteval.score/1", (string?)again["schema"]);
        Assert.True(direct["cells"]!.AsArray().Count >= 10);
        Assert.Equal(direct["cells"]!.ToJsonString(), again["cells"]!.ToJsonString());
        Assert.Equal(direct["differences"]!.ToJsonString(), again["differences"]!.ToJsonString());
        Assert.Equal(direct["data"]!["classes"]!.ToJsonString(), again["data"]!["classes"]!.ToJsonString());
    }

    [Fact]
    public async Task Predict_Json_TellsWhatWasWritten()
    {
        CommandRun run = await Predict("p.csv", "--json", "--domain", "dune");

        using JsonDocument document = JsonDocument.Parse(run.Output);
        JsonElement root = document.RootElement;
        string[] lines = await File.ReadAllLinesAsync(labs.At("p.csv"), TestContext.Current.CancellationToken);
        Assert.Equal(("shifteval.predict/1", labs.At("p.csv")), (root.GetProperty("schema").GetString(), root.GetProperty("output").GetString()));
        Assert.Equal(lines.Length - 1, root.GetProperty("rows").GetInt32());
        Assert.Equal(["ema"], root.GetProperty("statistics").EnumerateArray().Select(text => text.GetString()));
        Assert.Equal(["dune"], root.GetProperty("domains").EnumerateArray().Select(entry => entry.GetProperty("name").GetString()));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(labs.At("p.csv")))), root.GetProperty("sha256").GetString());
        Assert.StartsWith("id,domain,group,split,model,statistics,label,predicted,p_", lines[0], StringComparison.Ordinal);
        Assert.All(lines[1..], line => Assert.Contains(",dune,", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Predict_OutputThatExists_IsRefusedUnlessOverwritten()
    {
        Assert.Equal(0, (await Predict("p.csv")).Code);
        CommandRun refused = await Predict("p.csv");
        CommandRun replaced = await Predict("p.csv", "--overwrite");

        Assert.Equal((2, ""), (refused.Code, refused.Output));
        Assert.Contains("exists already. Add --overwrite to replace it", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, replaced.Code);
    }

    [Theory]
    [InlineData("p.txt", "does not say in which format predictions are to be written. End the name with .csv or .parquet.")]
    [InlineData("no/p.csv", "does not exist. Create the folder or choose another output path.")]
    public async Task Predict_OutputThatCannotBe_IsExitTwo(string name, string message)
    {
        CommandRun run = await Predict(name);

        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Empty(labs.Listing());
    }

    [Fact]
    public async Task Predict_UnreadableImages_AreSkippedWhereThatIsWanted()
    {
        string[] rows = TinyLabs.DuneRows();
        string manifest = labs.WriteManifest(rows);
        string broken = rows.First(row => row.EndsWith(",test", StringComparison.Ordinal)).Split(',')[0];
        labs.Write(broken, "no image");
        CommandRun failed = await CommandRun.Of("predict", TinyLabs.Model, "--data", manifest, "--preprocess", TinyLabs.Preprocess, "-o", labs.At("p.csv"));
        bool isThere = File.Exists(labs.At("p.csv"));
        CommandRun skipped = await CommandRun.Of("predict", TinyLabs.Model, "--data", manifest, "--preprocess", TinyLabs.Preprocess, "-o", labs.At("p.csv"), "--on-error", "skip");

        Assert.NotEqual(0, failed.Code);
        Assert.False(isThere);
        Assert.Equal(0, skipped.Code);
        Assert.Contains("1 unreadable", skipped.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(broken, await File.ReadAllTextAsync(labs.At("p.csv"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Score_RowsOfOtherSplits_AreLeftOutWithANote()
    {
        string file = labs.Write("p.csv", "id,label,domain,split,p_a,p_b\n1,a,L,train,1,0\n2,a,L,test,1,0\n3,b,L,test,0,1\n4,b,L,adapt,0,1\n");
        CommandRun run = await CommandRun.Of("score", file, "--resamples", "9", "--json");

        JsonNode document = JsonNode.Parse(run.Output)!;
        Assert.Equal(2, (int)document["cells"]![0]!["samples"]!);
        Assert.Equal("source", (string?)document["data"]!["domains"]![0]!["role"]);
        Assert.Contains("note: 2 of 4 rows are of the split train or adapt and are not scored.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Score_TwoFilesOfOtherOrder_ArePairedById()
    {
        string first = labs.Write("one.csv", "id,label,domain,p_a,p_b\n1,a,L,1,0\n2,b,L,1,0\n3,b,L,0,1\n");
        string second = labs.Write("two.csv", "id,label,domain,p_a,p_b\n3,b,L,0,1\n2,b,L,0,1\n1,a,L,1,0\n");
        CommandRun run = await CommandRun.Of("score", first, second, "--resamples", "9", "--metric", "accuracy", "--json");

        Assert.Equal(0, run.Code);
        JsonNode difference = JsonNode.Parse(run.Output)!["differences"]!.AsArray().First(row => (string?)row!["metric"] == "accuracy")!;
        Assert.Equal(("one", "two"), ((string?)difference["from"]!["model"], (string?)difference["to"]!["model"]));
        Assert.Equal(1 / 3.0, (double)difference["value"]!, 1e-15);
    }

    [Fact]
    public async Task Score_OtherSamplesOrLabels_IsRefusedAndNamesThem()
    {
        string first = labs.Write("one.csv", "id,label,domain,p_a,p_b\n1,a,L,1,0\n2,b,L,1,0\n3,b,M,1,0\n");
        string second = labs.Write("two.csv", "id,label,domain,p_a,p_b\n1,a,L,1,0\n4,b,L,1,0\n3,a,M,1,0\n");
        CommandRun run = await CommandRun.Of("score", first, second);

        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Equal(
            "shifteval: domain 'L': two with given holds other samples than one with given: it lacks 1, 2 and adds 1, 4. "
                + "Score them apart, or keep the samples that both have; samples are the same where their id is.\n"
                + "shifteval: domain 'M': two with given gives samples another label or group than one with given: 3. Give a sample the same label and group in every row.\n",
            run.Error.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Score_PredictionsWithoutProbabilities_HaveCountsAndNoMore()
    {
        string file = labs.Write("p.csv", "label,predicted,domain\ncat,cat,L\ndog,cat,L\ndog,dog,L\n");
        CommandRun run = await CommandRun.Of("score", file, "--resamples", "9", "--json");

        JsonNode cell = JsonNode.Parse(run.Output)!["cells"]![0]!;
        Assert.Equal(2 / 3.0, (double)cell["metrics"]!["accuracy"]!["value"]!);
        Assert.Equal(0.75, (double)cell["metrics"]!["balancedAccuracy"]!["value"]!);
        Assert.All(["auroc", "auprc", "nll", "brier", "ece"], metric => Assert.Equal((null, "the predictions come without probabilities"), ((double?)cell["metrics"]![metric]!["value"], (string?)cell["metrics"]![metric]!["reason"])));
        Assert.Equal((0, 0), ((int)cell["clipped"]!, cell["reliability"]!.AsArray().Count));
        Assert.Contains("note: L: some values of nll, auroc, auprc, brier, ece are missing: the predictions come without probabilities.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Score_BesidesAModelWithProbabilities_DiffersInCountsAlone()
    {
        string first = labs.Write("one.csv", "id,label,domain,p_a,p_b\n1,a,L,1,0\n2,b,L,1,0\n");
        string second = labs.Write("two.csv", "id,label,domain,predicted\n1,a,L,a\n2,b,L,b\n");
        CommandRun run = await CommandRun.Of("score", first, second, "--resamples", "9", "--metric", "auroc", "--json");

        Assert.Equal(0, run.Code);
        JsonArray differences = JsonNode.Parse(run.Output)!["differences"]!.AsArray();
        Assert.Equal(0.5, (double)differences.First(row => (string?)row!["metric"] == "accuracy")!["value"]!);
        Assert.All(["auroc", "nll"], metric => Assert.Null(differences.First(row => (string?)row!["metric"] == metric)!["value"]));
    }

    [Fact]
    public async Task Score_RequirementUnmet_IsExitOne()
    {
        string file = labs.Write("p.csv", "label,predicted,domain\ncat,cat,L\ndog,cat,L\n");
        CommandRun unmet = await CommandRun.Of("score", file, "--require", "accuracy>=0.9#given");
        CommandRun met = await CommandRun.Of("score", file, "--require", "accuracy>=0.5@L");

        Assert.Equal((1, 0), (unmet.Code, met.Code));
        Assert.Contains("NOT MET", unmet.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Score_ColumnsOfTheManifest_AreThereForAcross()
    {
        CommandRun predicted = await CommandRun.Of("predict", TinyLabs.Model, "--data", TinyLabs.Manifest, "-o", labs.At("p.parquet"));
        CommandRun scored = await CommandRun.Of("score", labs.At("p.parquet"), "--resamples", "9", "--across", "label", "--json");

        Assert.Equal((0, 0), (predicted.Code, scored.Code));
        Assert.NotEmpty(JsonNode.Parse(scored.Output)!["slices"]!.AsArray());
    }

    private Task<CommandRun> Predict(string name, params string[] more) =>
        CommandRun.Of(["predict", TinyLabs.Model, "--data", TinyLabs.Manifest, "-o", labs.At(name), .. more]);
}
