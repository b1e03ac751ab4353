using System.Text.Json;

namespace ShiftEval.Cli.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly TinyLabs labs = new();

    public void Dispose() => labs.Dispose();

    [Theory]
    [InlineData("", "COMMAND: no command is given. Write one of inspect, recalibrate, evaluate, compare, predict, score, sweep, scenario, stats, fix, demo; see shifteval --help.")]
    [InlineData("comapre m.onnx", "comapre: is not a command. Commands, nearest first: compare, score, demo, scenario, stats, sweep, evaluate, fix, inspect, predict, recalibrate; see shifteval --help.")]
    [InlineData("--verson", "--verson: is not an option of shifteval. Commands, nearest first: demo, predict, scenario, score, stats, sweep, compare, evaluate, fix, inspect, recalibrate; see shifteval --help.")]
    [InlineData("inspect", "MODEL: no model is given. Write shifteval inspect MODEL; see shifteval inspect --help.")]
    [InlineData("compare", "MODEL: no model is given. Write shifteval compare MODEL; see shifteval compare --help.")]
    [InlineData("evaluate a.onnx b.onnx", "b.onnx: is one argument too many for evaluate. See shifteval evaluate --help.")]
    [InlineData("evaluate m.onnx --datta x", "--datta: is not an option of evaluate. Nearest: --data, --html, --redact; see shifteval evaluate --help.")]
    [InlineData("evaluate --datta x m.onnx", "--datta: is not an option of evaluate. Nearest: --data, --html, --redact; see shifteval evaluate --help.")]
    [InlineData("compare m.onnx --seeed=3", "--seeed=3: is not an option of compare. Nearest: --seed, --quiet, --scores; see shifteval compare --help.")]
    [InlineData("compare m.onnx -o out", "-o: is not an option of compare. Nearest: --csv, --json, --data; see shifteval compare --help.")]
    [InlineData("recalibrate m.onnx --confidence 0.9", "--confidence: is not an option of recalibrate. Nearest: --bundle, --device, --domain; see shifteval recalibrate --help.")]
    [InlineData("compare m.onnx --data", "--data: is given no value. Write --data PATH.")]
    [InlineData("compare m.onnx --memory 1GB --memory 2GB", "--memory: is given more than once. Give it once.")]
    [InlineData("compare m.onnx --data= --seed 1", "--data: is given an empty value. Write one.")]
    [InlineData("compare m.onnx --json= --seed 1", "--json: is given an empty value. Write one.")]
    [InlineData("evaluate m.onnx --overwrite=maybe", "maybe: is one argument too many for evaluate. See shifteval evaluate --help.")]
    public async Task Run_WrongCommandLine_IsOneLine(string line, string message)
    {
        CommandRun run = await CommandRun.In(labs.Folder, line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal($"shifteval: {message}\n", run.Error, ignoreLineEndingDifferences: true);
        Assert.Equal(2, run.Code);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public async Task Run_SeveralWrongOptions_TellsEachOnce()
    {
        CommandRun run = await CommandRun.In(labs.Folder, "compare", "m.onnx", "--seed", "a", "--threads", "0", "--datta", "x");

        Assert.Equal(
            """
            shifteval: --datta: is not an option of compare. Nearest: --data, --html, --redact; see shifteval compare --help.
            shifteval: --seed a: is not a value of this option. Write a whole number.
            shifteval: --threads 0: is not a value of this option. Write a whole number of at least 1.

            """,
            run.Error,
            ignoreLineEndingDifferences: true);
        Assert.Equal(2, run.Code);
    }

    [Fact]
    public async Task Inspect_JsonBeforeTheModel_IsNotItsPath()
    {
        CommandRun run = await CommandRun.In(labs.Folder, "inspect", "--json", TinyLabs.Model);

        Assert.Equal((0, ""), (run.Code, run.Error));
        using JsonDocument document = JsonDocument.Parse(run.Output);
        Assert.Equal("shifteval.inspect/1", document.RootElement.GetProperty("schema").GetString());
    }

    [Fact]
    public async Task Inspect_JsonWithPath_WritesTheFileAndShowsTheTable()
    {
        CommandRun shown = await CommandRun.In(labs.Folder, "inspect", TinyLabs.Model, "--json");
        CommandRun run = await CommandRun.In(labs.Folder, "inspect", $"--json={labs.At("out.json")}", TinyLabs.Model);

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.StartsWith("model    ", run.Output, StringComparison.Ordinal);
        Assert.Equal(shown.Output, await File.ReadAllTextAsync(labs.At("out.json"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Inspect_Overwrite_ReplacesTheFile()
    {
        labs.Write("out.json", "mine");

        CommandRun run = await CommandRun.In(labs.Folder, "inspect", TinyLabs.Model, $"--json={labs.At("out.json")}", "--overwrite");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.StartsWith("{", await File.ReadAllTextAsync(labs.At("out.json"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspect_AfterTwoDashes_EverythingIsAnArgument()
    {
        CommandRun run = await CommandRun.In(labs.Folder, "inspect", "--", "--json");

        Assert.Equal("shifteval: --json: does not exist. Check the path of the model.\n", run.Error, ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task Compare_StatisticsRepeatedOrSeparated_AreTheSame()
    {
        string[] common = ["compare", TinyLabs.Model, "--data", TinyLabs.Manifest, "--domain", "dune", "--resamples", "50", "--json"];

        CommandRun repeated = await CommandRun.Of([.. common, "--statistics", "ema", "--statistics", "domain,method=minibatch,batch=16", "--statistics", "test"]);
        CommandRun separated = await CommandRun.Of([.. common, "--statistics", "ema,domain,method=minibatch,batch=16,test"]);

        Assert.Equal(0, repeated.Code);
        Assert.Equal(repeated.Output, separated.Output);
        using JsonDocument document = JsonDocument.Parse(repeated.Output);
        Assert.Equal(
            ["ema", "domain,method=minibatch,batch=16", "test"],
            document.RootElement.GetProperty("cells").EnumerateArray().Select(cell => cell.GetProperty("statistics").GetString()));
    }

    [Fact]
    public async Task Compare_SettingsGiven_AreThoseOfTheDocument()
    {
        CommandRun run = await CommandRun.Of(
            "compare", TinyLabs.Model, "--data", TinyLabs.Manifest, "--domain", "dune", "--seed", "-3", "--split-seed", "4", "--confidence", "0.9",
            "--resamples", "60", "--metric", "macroF1", "--batch-size", "5", "--device", "cpu", "--threads", "1", "--memory", "1GiB", "--json");

        Assert.Equal(0, run.Code);
        using JsonDocument document = JsonDocument.Parse(run.Output);
        JsonElement settings = document.RootElement.GetProperty("settings");
        Assert.Equal(
            (-3, 4, 0.9, 60, "macroF1", 5, "cpu"),
            (settings.GetProperty("seed").GetInt32(), settings.GetProperty("splitSeed").GetInt32(), settings.GetProperty("confidence").GetDouble(), settings.GetProperty("resamples").GetInt32(),
                settings.GetProperty("metric").GetString(), settings.GetProperty("batchSize").GetInt32(), settings.GetProperty("device").GetString()));
        Assert.All(
            document.RootElement.GetProperty("differences").EnumerateArray(),
            row => Assert.Equal(row.GetProperty("metric").GetString() == "macroF1", row.GetProperty("verdict").ValueKind == JsonValueKind.String));
    }

    [Fact]
    public async Task Compare_AnyThreadsAndMemory_GivesTheSameDocument()
    {
        string[] common = ["compare", TinyLabs.Model, "--data", TinyLabs.Manifest, "--domain", "dune", "--resamples", "50", "--statistics", "ema,domain", "--json"];

        CommandRun plain = await CommandRun.Of(common);
        CommandRun small = await CommandRun.Of([.. common, "--threads", "2", "--memory", "200KB"]);

        Assert.Equal(0, plain.Code);
        Assert.Equal(Metrics(plain.Output), Metrics(small.Output));

        static IEnumerable<double> Metrics(string json)
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return [.. document.RootElement.GetProperty("cells").EnumerateArray().Select(cell => Math.Round(cell.GetProperty("metrics").GetProperty("nll").GetProperty("value").GetDouble(), 6))];
        }
    }

    [Fact]
    public async Task Evaluate_UnreadableImageSkipped_IsCountedAndNamed()
    {
        string[] rows = TinyLabs.DuneRows();
        string manifest = labs.WriteManifest(rows);
        string first = rows.First(row => row.EndsWith(",test", StringComparison.Ordinal)).Split(',')[0];
        File.WriteAllText(labs.At(first), "no image");

        CommandRun run = await CommandRun.Of(
            "evaluate", TinyLabs.Model, "--data", manifest, "--on-error", "skip", "--max-errors", "1", "--resamples", "20", "--json");

        Assert.Equal(0, run.Code);
        using JsonDocument document = JsonDocument.Parse(run.Output);
        JsonElement data = document.RootElement.GetProperty("data");
        Assert.Equal(1, data.GetProperty("skipped").GetInt32());
        Assert.Equal(first, data.GetProperty("skippedSamples")[0].GetProperty("id").GetString());
        Assert.Equal(rows.Count(row => row.EndsWith(",test", StringComparison.Ordinal)) - 1, document.RootElement.GetProperty("cells")[0].GetProperty("samples").GetInt32());
    }

    [Fact]
    public async Task Recalibrate_Twice_WritesTheSameBytesAndEvaluateLeavesItsImagesOut()
    {
        string[] common = ["recalibrate", TinyLabs.Model, "--data", TinyLabs.Manifest, "--domain", "dune"];

        CommandRun first = await CommandRun.Of([.. common, "-o", labs.At("one.onnx")]);
        CommandRun second = await CommandRun.Of([.. common, "--output", labs.At("two.onnx"), "--threads", "1"]);
        CommandRun evaluated = await CommandRun.Of("evaluate", labs.At("one.onnx"), "--data", TinyLabs.Manifest, "--domain", "dune", "--preprocess", TinyLabs.Preprocess, "--resamples", "20", "--json");

        Assert.Equal((0, 0, 0), (first.Code, second.Code, evaluated.Code));
        Assert.Equal(File.ReadAllBytes(labs.At("one.onnx")), File.ReadAllBytes(labs.At("two.onnx")));
        using JsonDocument document = JsonDocument.Parse(evaluated.Output);
        Assert.Equal("stored", document.RootElement.GetProperty("cells")[0].GetProperty("statistics").GetString());
        Assert.True(document.RootElement.GetProperty("cells")[0].GetProperty("metrics").GetProperty("accuracy").GetProperty("value").GetDouble() > 0.9);
    }

    [Fact]
    public async Task Recalibrate_PlaceholderInTheOutput_WritesOneFileADomain()
    {
        CommandRun run = await CommandRun.Of(
            "recalibrate", TinyLabs.Model, "--data", TinyLabs.Manifest, "--domain", "dune", "--domain", "birch", "-o", labs.At("{domain}.onnx"), "--json");

        Assert.Equal(0, run.Code);
        Assert.Equal(["birch.onnx", "dune.onnx"], labs.Listing().Select(file => file.Split(' ')[0]));
        using JsonDocument document = JsonDocument.Parse(run.Output);
        Assert.Equal(
            ["birch.onnx", "dune.onnx"],
            document.RootElement.EnumerateArray().Select(file => Path.GetFileName(file.GetProperty("output").GetString())));
    }
}
