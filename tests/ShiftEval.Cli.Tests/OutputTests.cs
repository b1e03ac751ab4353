using System.Globalization;
using System.Text.Json;

namespace ShiftEval.Cli.Tests;

/// <summary>What commands write on the tiny labs, and that it is the same everywhere.</summary>
public sealed class OutputTests : IDisposable
{
    private static readonly string[] Comparison = ["compare", TinyLabs.Model, "--data", TinyLabs.Manifest, "--resamples", "200", "--statistics", "ema,domain,test"];
    private readonly TinyLabs labs = new();

    public void Dispose() => labs.Dispose();

    [Theory]
    [InlineData("--quiet")]
    [InlineData("--json")]
    public async Task Compare_InTwoCultures_WritesTheSameBytes(string option)
    {
        CommandRun invariant = await InCulture("", () => CommandRun.Of([.. Comparison, option]));
        CommandRun german = await InCulture("de-DE", () => CommandRun.Of([.. Comparison, option]));

        Assert.Equal(0, invariant.Code);
        Assert.Equal(invariant, german);
        Assert.NotEmpty(invariant.Output);
    }

    [Fact]
    public async Task Compare_Json_HasTheDocumentedKeys()
    {
        CommandRun run = await CommandRun.Of([.. Comparison, "--json"]);

        using JsonDocument document = JsonDocument.Parse(run.Output);
        JsonElement root = document.RootElement;
        Keys(root, "schema", "tool", "models", "data", "settings", "cells", "differences", "summary", "warnings");
        Assert.Equal("shifteval.compare/1", root.GetProperty("schema").GetString());
        Keys(root.GetProperty("tool"), "name", "version");
        Each(root.GetProperty("models"), model => Keys(model, "name", "sha256", "batchNormLayers", "parameters"));
        JsonElement data = root.GetProperty("data");
        Keys(data, "sha256", "samples", "skipped", "unlabelled", "classes", "domains");
        Each(data.GetProperty("domains"), domain =>
        {
            Keys(domain, "name", "role", "samples", "groups", "classes");
            Keys(domain.GetProperty("classes"), "bar", "cross", "disc");
        });
        Keys(root.GetProperty("settings"), "seed", "splitSeed", "confidence", "resamples", "metric", "batchSize", "device", "preprocess");
        Each(root.GetProperty("cells"), cell =>
        {
            Keys(cell, "model", "statistics", "spec", "domain", "samples", "groups", "transductive", "metrics", "confusion", "classes", "reliability");
            Assert.Equal(cell.GetProperty("statistics").GetString() == "test", cell.GetProperty("transductive").GetBoolean());
            Keys(cell.GetProperty("metrics"), "accuracy", "balancedAccuracy", "macroF1", "nll", "auroc", "auprc", "brier", "ece", "kappa");
            Assert.False(cell.GetProperty("metrics").TryGetProperty("quadraticKappa", out _));
            Keys(cell.GetProperty("classes"), "bar", "cross", "disc");
            Assert.All(cell.GetProperty("classes").EnumerateObject(), own =>
            {
                Keys(own.Value, "sensitivity", "specificity", "ppv", "npv");
                Assert.All(own.Value.EnumerateObject(), share => Keys(share.Value, "value", "low", "high", "interval"));
            });
            Assert.Equal(15, cell.GetProperty("reliability").GetArrayLength());
            Each(cell.GetProperty("reliability"), bin => Keys(bin, "count", "low", "high", "meanConfidence", "accuracy"));
            Assert.Equal(cell.GetProperty("samples").GetInt32(), cell.GetProperty("reliability").EnumerateArray().Sum(bin => bin.GetProperty("count").GetInt32()));
            Assert.All(cell.GetProperty("metrics").EnumerateObject(), metric => Keys(metric.Value, "value", "low", "high", "interval"));
            Assert.Equal([3, 3, 3], cell.GetProperty("confusion").EnumerateArray().Select(row => row.GetArrayLength()));
        });
        Each(root.GetProperty("differences"), difference =>
        {
            Keys(difference, "domain", "from", "to", "metric", "higherIsBetter", "value", "low", "high", "p", "pAdjusted", "test", "verdict");
            Keys(difference.GetProperty("from"), "model", "statistics");
            Keys(difference.GetProperty("to"), "model", "statistics");
        });
        Assert.Contains(root.GetProperty("differences").EnumerateArray(), difference => difference.GetProperty("verdict").GetString() == "better");
        Each(root.GetProperty("summary"), row => Keys(row, "model", "statistics", "metric", "average", "worst", "drop"));
        Keys(root.GetProperty("summary")[0].GetProperty("worst"), "domain", "value");
        Each(root.GetProperty("warnings"), warning => Keys(warning, "code", "message", "domain"));
    }

    [Fact]
    public async Task Evaluate_Ordinal_AddsQuadraticKappaWhichCanBePrimary()
    {
        CommandRun run = await CommandRun.Of(
            "evaluate", TinyLabs.Folded, "--data", TinyLabs.Manifest, "--resamples", "20", "--ordinal", "--metric", "quadraticKappa", "--json");

        using JsonDocument document = JsonDocument.Parse(run.Output);
        Assert.Equal("quadraticKappa", document.RootElement.GetProperty("settings").GetProperty("metric").GetString());
        Each(document.RootElement.GetProperty("cells"), cell => Keys(cell.GetProperty("metrics").GetProperty("quadraticKappa"), "value", "low", "high", "interval"));
    }

    [Fact]
    public async Task Evaluate_Json_UsesTheSamePartsUnderItsOwnSchema()
    {
        CommandRun run = await CommandRun.Of("evaluate", TinyLabs.Folded, "--data", TinyLabs.Manifest, "--resamples", "20", "--json");

        using JsonDocument document = JsonDocument.Parse(run.Output);
        Assert.Equal("shifteval.evaluate/1", document.RootElement.GetProperty("schema").GetString());
        Assert.Equal(4, document.RootElement.GetProperty("cells").GetArrayLength());
        Assert.Equal(0, document.RootElement.GetProperty("models")[0].GetProperty("batchNormLayers").GetInt32());
    }

    [Fact]
    public async Task Recalibrate_Json_HasTheDocumentedKeys()
    {
        CommandRun run = await CommandRun.Of("recalibrate", TinyLabs.Model, "--data", TinyLabs.Manifest, "--domain", "dune", "-o", labs.At("out.onnx"), "--json");

        using JsonDocument document = JsonDocument.Parse(run.Output);
        JsonElement root = document.RootElement;
        Keys(root, "schema", "output", "sha256", "samples", "changes", "layers", "warnings");
        Assert.Equal("shifteval.recalibrate/1", root.GetProperty("schema").GetString());
        Assert.Equal(6, root.GetProperty("layers").GetArrayLength());
        Each(root.GetProperty("layers"), layer => Keys(layer, "name", "channels", "shift"));
        Assert.NotEqual(0, root.GetProperty("changes").GetArrayLength());
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(labs.At("out.onnx")))), root.GetProperty("sha256").GetString());
    }

    [Fact]
    public async Task Inspect_Json_HasTheDocumentedKeys()
    {
        CommandRun run = await CommandRun.Of("inspect", TinyLabs.Model, "--json");

        using JsonDocument document = JsonDocument.Parse(run.Output);
        JsonElement root = document.RootElement;
        Keys(root, "schema", "sha256", "opset", "inputs", "outputs", "batchNorm", "folded", "findings");
        Each(root.GetProperty("inputs"), input => Keys(input, "name", "type", "shape"));
        Each(root.GetProperty("outputs"), output => Keys(output, "name", "type", "shape", "scores"));
        Assert.Equal(6, root.GetProperty("batchNorm").GetArrayLength());
        Each(root.GetProperty("batchNorm"), layer => Keys(layer, "name", "node", "channels", "epsilon", "rank", "source", "scope", "type", "findings"));
        Keys(root.GetProperty("folded"), "candidates", "convolutions");
        Each(root.GetProperty("folded").GetProperty("convolutions"), convolution => Keys(convolution, "name", "operator", "channels", "taken", "reason"));
        Each(root.GetProperty("findings"), finding => Keys(finding, "code", "message"));
    }

    [Fact]
    public async Task Inspect_Text_IsGolden()
    {
        CommandRun run = await CommandRun.Of("inspect", TinyLabs.Model);

        Assert.Equal(
            $"""
            model    {TinyLabs.Model}
            sha256   26eb4ace6be8a7f329ad1d4d1e400f09f10fc50ea051a59b584e42f19267c38e
            opset    13
            input    image  float32 [batch, 3, 24, 24]
            output   logits  float32 [batch, 3], taken for logits

            layer             channels   epsilon   type      statistics in   findings
            ─────────────────────────────────────────────────────────────────────────
            bn                       8      1e-5   float32   initializer     healthy
            blocks.0.bn1             8      1e-5   float32   initializer     healthy
            blocks.0.bn2             8      1e-5   float32   initializer     healthy
            blocks.1.bn1            16      1e-5   float32   initializer     healthy
            blocks.1.bn2            16      1e-5   float32   initializer     healthy
            blocks.1.down.1         16      1e-5   float32   initializer     healthy

            recalibratable: all 6 BatchNorm layers can be measured and rewritten

            """,
            run.Output,
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task Recalibrate_Text_TellsTheFileAndItsOrigin()
    {
        CommandRun run = await CommandRun.Of("recalibrate", TinyLabs.Model, "--data", TinyLabs.Manifest, "--domain", "dune", "--device", "cpu", "-o", labs.At("out.onnx"));

        Assert.Equal((0, "note: the model was trained on 3 domains, whether in batches of one or of several is not in the file: statistics of one domain can ruin a model that learnt under batches mixed of several; compare them with ema before use.\n"), (run.Code, run.Error));
        Assert.EndsWith(
            $"""

            shift: how far a layer's statistics moved, in old standard deviations (mean over channels).
            model: input image (nchw, rgb, 24 x 24), on cpu
            preprocessing: {TinyLabs.Preprocess}
            Wrote {labs.At("out.onnx")} with statistics of 36 images of dune (domain).

            """.ReplaceLineEndings(),
            run.Output,
            StringComparison.Ordinal);
        Assert.All(run.Output.ReplaceLineEndings("\n").Split('\n'), line => Assert.Equal(line.TrimEnd(), line));
    }

    [Fact]
    public async Task Compare_Notes_StandOnStderrUnlessQuiet()
    {
        CommandRun told = await CommandRun.Of(Comparison);
        CommandRun quiet = await CommandRun.Of([.. Comparison, "--quiet"]);

        Assert.All(told.Error.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'), line => Assert.StartsWith("note: ", line, StringComparison.Ordinal));
        Assert.Contains("note: intervals are rough where they rest on fewer than 20 groups: aster 9, birch 8, cedar 8, dune 18.", told.Error, StringComparison.Ordinal);
        Assert.Equal("", quiet.Error);
        Assert.Equal(told.Output, quiet.Output);
    }

    [Fact]
    public async Task Compare_Verbose_TellsTimingsOnStderrOnly()
    {
        CommandRun plain = await CommandRun.Of([.. Comparison, "--quiet"]);
        CommandRun verbose = await CommandRun.Of([.. Comparison, "--quiet", "--verbose", "--no-progress"]);

        Assert.Equal(plain.Output, verbose.Output);
        Assert.All(verbose.Error.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'), line => Assert.Matches(@"^time: +\d+\.\d\d s  \S", line));
        Assert.Contains("ema: scoring dune", verbose.Error, StringComparison.Ordinal);
        Assert.EndsWith(" s  in all" + Environment.NewLine, verbose.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_Text_FitsIntoAHundredColumns()
    {
        CommandRun run = await CommandRun.Of(Comparison);

        string[] lines = run.Output.ReplaceLineEndings("\n").Split('\n');
        Assert.All(lines.Where(line => !line.StartsWith("preprocessing:", StringComparison.Ordinal)), line => Assert.InRange(line.Length, 0, 100));
        Assert.All(lines, line => Assert.Equal(line.TrimEnd(), line));
    }

    private static async Task<CommandRun> InCulture(string culture, Func<Task<CommandRun>> run)
    {
        // The culture flows with the call into the threads that it starts.
        CultureInfo before = Thread.CurrentThread.CurrentCulture;
        Thread.CurrentThread.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            return await run();
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }

    private static void Keys(JsonElement parent, params string[] names) =>
        Assert.All(names, name => Assert.True(parent.TryGetProperty(name, out _), $"{name} is missing among {string.Join(", ", parent.EnumerateObject().Select(property => property.Name))}"));

    private static void Each(JsonElement list, Action<JsonElement> check)
    {
        Assert.NotEqual(0, list.GetArrayLength());
        Assert.All(list.EnumerateArray(), check);
    }
}
