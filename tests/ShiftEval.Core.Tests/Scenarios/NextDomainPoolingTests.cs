using System.Text.Json;
using ShiftEval.Comparison;
using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Setup;
using ShiftEval.Inference;
using ShiftEval.Metrics;
using ShiftEval.Reports;
using ShiftEval.Scenarios;

namespace ShiftEval.Tests.Scenarios;

/// <summary>Random effects over the labs that models left out of training.</summary>
public sealed class NextDomainPoolingTests : IDisposable
{
    private readonly TinyScenario tiny = new();

    public void Dispose() => tiny.Dispose();

    [Fact]
    public void Run_ThreeLabsLeftOut_PoolsTheCellsOfTheComparisons()
    {
        ScenarioResult result = tiny.Run(Protocol("aster", "birch", "cedar"));

        foreach (string spec in new[] { "ema", "domain,samples=16" })
        {
            DomainEstimate[] estimates = [.. new[] { "aster", "birch", "cedar" }.Select(left => Estimate(left, spec))];
            RandomEffectsResult expected = RandomEffects.Pool(estimates, 0.95);
            Assert.Equal((3, null), (expected.Domains, expected.Reason));
            Assert.Contains(new TableNextDomain(null, spec, expected), result.Tables[0].NextDomain!);
            Assert.Equal(expected, result.Tables[1].NextDomain!.Single(entry => entry.Row == spec && entry.Column is "0").Result);
        }

        Assert.Equal(2, result.Tables[0].NextDomain!.Count);
        Assert.All(result.Tables.Skip(2), table => Assert.Null(table.NextDomain));
        using JsonDocument document = JsonDocument.Parse(JsonReport.Write(result));
        JsonElement table = document.RootElement.GetProperty("tables")[0];
        Assert.True(table.GetProperty("nextDomain")[0].GetProperty("result").GetProperty("predictionLow").GetDouble() > 0);
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("tables")[2].GetProperty("nextDomain").ValueKind);
    }

    [Fact]
    public void Run_ReplicatesThatSayTheSame_PoolOnceWithTheSameMeanAndNoNarrowerIntervals()
    {
        // The second replicate is the first network with a fixed batch: an image scored twice is no further evidence.
        RandomEffectsResult one = Next(Protocol("aster", "birch", "cedar"));
        foreach (string left in new[] { "aster", "birch", "cedar" })
        {
            File.Copy(tiny.At("models/seed1.onnx"), tiny.At($"without-{left}/seed1.onnx"));
        }

        RandomEffectsResult two = Next(Protocol("aster", "birch", "cedar"));

        Assert.Equal(one.Domains, two.Domains);
        Assert.Equal(one.Mean!.Value, two.Mean!.Value, 1e-9);
        Assert.Equal(one.High!.Value - one.Low!.Value, two.High!.Value - two.Low!.Value, 1e-9);
    }

    [Fact]
    public void Run_TwoLabsLeftOut_ExpectsNothing() =>
        Assert.All(tiny.Run(Protocol("aster", "birch")).Tables, table => Assert.Null(table.NextDomain));

    private RandomEffectsResult Next(ScenarioFile scenario) => tiny.Run(scenario).Tables[0].NextDomain!.Single(entry => entry.Column == "ema").Result;

    private ScenarioFile Protocol(params string[] leftOut)
    {
        foreach (string left in leftOut)
        {
            Directory.CreateDirectory(tiny.At($"without-{left}"));
            File.Copy(tiny.At("models/seed0.onnx"), tiny.At($"without-{left}/seed0.onnx"), overwrite: true);
        }

        ScenarioTable table = new() { Question = "Left out?", Rows = "domain", Columns = "statistics", Metric = "accuracy" };
        return tiny.Protocol() with
        {
            Preprocess = "models/preprocessor_config.json",
            Models = [new ScenarioModels { Path = "without-{leftOut}/seed{seed}.onnx" }],
            Runs = [new ScenarioRun { Statistics = ["ema", "domain,samples=16", "test"], Domains = ["source", "{leftOut}"] }],
            Tables =
            [
                table,
                table with { Rows = "statistics", Columns = "seed", Over = "domain", Where = new Dictionary<string, string> { ["domain"] = "{leftOut}" } },
                table with { Metric = "nll" },
                table with { Minus = "ema" },
                table with { Where = new Dictionary<string, string> { ["statistics"] = "test" } },
                table with { Where = new Dictionary<string, string> { ["role"] = "source" } },
            ],
        };
    }

    private DomainEstimate Estimate(string left, string spec)
    {
        string[] others = [.. new[] { "aster", "birch", "cedar" }.Where(source => source != left)];
        CellResult cell = ComparisonRunner.Run(
            new ComparisonOptions
            {
                Run = new RunOptions
                {
                    Data = TinyScenario.Manifest,
                    Domains = [left],
                    Sources = others,
                    Classes = "bar,cross,disc",
                    Preprocess = tiny.At("models/preprocessor_config.json"),
                    Inference = new InferenceOptions { Device = DeviceKind.Cpu },
                },
                Models = [tiny.At($"without-{left}/seed0.onnx")],
                Statistics = [spec],
                Metrics = new MetricOptions { Resamples = 50, Metrics = ["accuracy"], PrimaryMetric = "accuracy" },
            },
            progress: null,
            CancellationToken.None).Cells.Single();
        MetricValue value = cell.Metrics["accuracy"];
        return new DomainEstimate(left, value.Value, value.Low, value.High, value.Interval, cell.Groups);
    }
}
