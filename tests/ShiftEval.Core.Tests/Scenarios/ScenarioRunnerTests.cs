using ShiftEval.Comparison;
using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Setup;
using ShiftEval.Comparison.Store;
using ShiftEval.Diagnostics;
using ShiftEval.Inference;
using ShiftEval.Metrics;
using ShiftEval.Reports;
using ShiftEval.Scenarios;

namespace ShiftEval.Tests.Scenarios;

public sealed class ScenarioRunnerTests : IDisposable
{
    private readonly TinyScenario tiny = new();

    public void Dispose() => tiny.Dispose();

    [Fact]
    public void Run_Tables_AreTheComparisonsCells()
    {
        ScenarioFile scenario = tiny.Protocol();
        ComparisonResult expected = ComparisonRunner.Run(
            new ComparisonOptions
            {
                Run = new RunOptions
                {
                    Data = TinyScenario.Manifest,
                    Domains = ["aster", "dune"],
                    Sources = scenario.Source,
                    Classes = "bar,cross,disc",
                    Inference = new InferenceOptions { Device = DeviceKind.Cpu },
                },
                Models = [tiny.At("models/seed0.onnx"), tiny.At("models/seed1.onnx")],
                Statistics = ["ema", "domain,samples=16"],
                Metrics = new MetricOptions { Resamples = 50, Metrics = ["accuracy"], PrimaryMetric = "accuracy" },
            },
            progress: null,
            CancellationToken.None);

        ScenarioResult result = tiny.Run(scenario);

        Assert.Equal((2, 8, 2), (result.Models, result.Cells, result.Tables.Count));
        Assert.Equal(
            ["dune ema", "dune domain,samples=16", "aster ema", "aster domain,samples=16"],
            result.Tables[0].Cells.Select(cell => $"{cell.Row} {cell.Column}"));
        Assert.All(result.Tables[0].Cells, cell =>
        {
            CellResult[] own = [.. expected.Cells.Where(other => other.Domain == cell.Row && other.Spec == cell.Column)];
            MetricValue[] values = [.. own.Select(other => other.Metrics["accuracy"])];
            Assert.Equal(values.Select(value => (value.Value, value.Low, value.High)), cell.Replicates.Select(replicate => (replicate.Value, replicate.Low, replicate.High)));
            Assert.Equal(["0", "1"], cell.Replicates.Select(replicate => replicate.Name));
            Assert.Equal(own.Select(other => (1, other.Samples)), cell.Replicates.Select(replicate => (replicate.Cells, replicate.Samples)));
            Assert.Equal(2, cell.N);
            Assert.Equal((values[0].Value + values[1].Value) / 2, cell.Mean);
            Assert.Equal(Math.Abs(values[0].Value!.Value - values[1].Value!.Value) / Math.Sqrt(2), cell.Sd!.Value, 1e-12);
        });
        Assert.Equal(["dune", "aster"], result.Tables[1].Cells.Select(cell => cell.Row));
        Assert.All(result.Tables[1].Cells, cell => Assert.All(cell.Replicates, replicate =>
        {
            DifferenceResult first = expected.Differences.First(other => other.Domain == cell.Row && other.From.Model == other.To.Model && other.To.Statistics == cell.Column);
            Assert.Equal(first.Value!.Value, replicate.Value!.Value, 1e-12);
            Assert.Equal((first.Low, first.High), (replicate.Low, replicate.High));
            Assert.NotNull(replicate.P);
        }));
    }

    [Fact]
    public void Run_StatisticsFile_IsScoredApartFromItsImagesAndAgainWhenItChanges()
    {
        string path = tiny.At("stored.safetensors");
        Collect("test");
        ScenarioFile scenario = tiny.Protocol() with
        {
            Runs = [new ScenarioRun { Statistics = ["ema", $"file:{path}"], Domains = ["aster"] }],
            Tables = [new ScenarioTable { Question = "What is scored?", Rows = "domain", Columns = "statistics", Metric = "accuracy" }],
        };

        string refusal = Assert.Throws<InputException>(() => tiny.Run(scenario)).Message;
        Collect("from=dune");
        ScenarioResult first = tiny.Run(scenario);
        int kept = tiny.Cells().Count;
        Collect("from=dune,samples=8");
        tiny.Run(scenario);

        Assert.Contains("every image to score is one that the model's statistics were estimated from", refusal, StringComparison.Ordinal);
        Assert.Equal([21, 21], first.Tables[0].Cells.Select(cell => cell.Replicates[0].Samples));
        Assert.Equal((4, 8), (kept, tiny.Cells().Count));

        void Collect(string spec) => StatisticsCollector.Run(
            new StatsCollectOptions
            {
                Run = new RunOptions { Data = TinyScenario.Manifest, Domains = ["aster"], Inference = new InferenceOptions { Device = DeviceKind.Cpu } },
                Model = tiny.At("models/seed0.onnx"),
                Statistics = spec,
                Output = path,
                Overwrite = true,
            },
            progress: null,
            CancellationToken.None);
    }

    [Fact]
    public void Run_ReplicatesThatDiffer_HaveTheSampleDeviation()
    {
        ScenarioFile scenario = tiny.Protocol() with
        {
            Tables = [new ScenarioTable { Question = "Over labs?", Rows = "statistics", Columns = "seed", Over = "domain", Metric = "accuracy" }],
        };

        TableResult table = tiny.Run(scenario).Tables[0];

        Assert.Equal(4, table.Cells.Count);
        Assert.All(table.Cells, cell =>
        {
            double a = cell.Replicates[0].Value!.Value;
            double b = cell.Replicates[1].Value!.Value;
            Assert.NotEqual(a, b);
            Assert.Equal(["dune", "aster"], cell.Replicates.Select(replicate => replicate.Name));
            Assert.Equal((a + b) / 2, cell.Mean!.Value, 1e-12);
            Assert.Equal(Math.Abs(a - b) / Math.Sqrt(2), cell.Sd!.Value, 1e-12);
        });
    }

    [Fact]
    public void Run_Again_ComputesNothingAndSaysTheSame()
    {
        string before = JsonReport.Write(tiny.Run(tiny.Protocol()));
        IReadOnlyList<(string Name, DateTime Written, string Text)> cells = tiny.Cells();
        Steps steps = new();

        string again = JsonReport.Write(tiny.Run(tiny.Protocol(), steps));

        Assert.Equal(8, cells.Count);
        Assert.Equal(before, again);
        Assert.Equal(cells, tiny.Cells());
        Assert.Equal(["models/seed0.onnx: scoring", "models/seed1.onnx: scoring"], steps.Stages);
    }

    [Fact]
    public void Run_CellGoneOrDamaged_IsComputedAloneToTheSameBytes()
    {
        tiny.Run(tiny.Protocol());
        IReadOnlyList<(string Name, DateTime Written, string Text)> cells = tiny.Cells();
        string[] broken = ["", "null", "{", "{}", cells[5].Text.Replace("\"truth\":[", "\"truth\":[0,", StringComparison.Ordinal), cells[6].Text.Replace("\"truth\":[", "\"truth\":null,\"was\":[", StringComparison.Ordinal)];
        for (int i = 0; i < broken.Length; i++)
        {
            File.WriteAllText(Path.Combine(tiny.Output, "cells", cells[i].Name), broken[i]);
        }

        File.Delete(Path.Combine(tiny.Output, "cells", cells[7].Name));

        // One cell is left: the others must not be taken from it.
        (string Name, DateTime Written, string Text) kept = tiny.Cells().Single(cell => cells.Contains(cell) && !broken.Contains(cell.Text));
        tiny.Run(tiny.Protocol());

        Assert.Equal(cells.Select(cell => (cell.Name, cell.Text)), tiny.Cells().Select(cell => (cell.Name, cell.Text)));
        Assert.Contains(kept, tiny.Cells());
    }

    [Fact]
    public void Run_OtherSettings_GiveOtherCells()
    {
        ScenarioFile scenario = tiny.Protocol() with { Runs = [new ScenarioRun { Statistics = ["ema"], Domains = ["dune"] }], Tables = [tiny.Protocol().Tables[0]] };
        int cells = 0;
        Expect(scenario, 2);
        Expect(scenario with { Resamples = 60, Confidence = 0.9, Title = "Another" }, 0);
        Expect(scenario with { Seed = 1 }, 2);
        Expect(scenario with { SplitSeed = 1 }, 2);
        Expect(scenario with { Source = ["aster", "birch"] }, 2);
        Expect(scenario with { Preprocess = "unit" }, 2);
        Expect(scenario with { Preprocess = "models/preprocessor_config.json" }, 0);
        string beside = tiny.At("models/preprocessor_config.json");
        File.WriteAllText(beside, File.ReadAllText(beside).Replace("0.45", "0.46", StringComparison.Ordinal));
        Expect(scenario, 2);

        void Expect(ScenarioFile changed, int added)
        {
            tiny.Run(changed);
            cells += added;
            Assert.Equal(cells, tiny.Cells().Count);
        }
    }

    [Fact]
    public void Run_Cancelled_KeepsFinishedCells()
    {
        using CancellationTokenSource cancellation = new();
        Steps steps = new(stage => stage.Contains("domain,samples=16: scoring aster", StringComparison.Ordinal), cancellation);

        Assert.ThrowsAny<OperationCanceledException>(() => tiny.Run(tiny.Protocol(), steps, cancellation.Token));

        Assert.Equal(2, tiny.Cells().Count(cell => cell.Text.Contains("\"statistics\":\"ema\"", StringComparison.Ordinal)));
        Assert.DoesNotContain(tiny.Cells(), cell => cell.Name.EndsWith(".tmp", StringComparison.Ordinal));
        tiny.Run(tiny.Protocol());
        Assert.Equal(8, tiny.Cells().Count);
    }

    [Fact]
    public void Run_LeftOut_IsTargetAndNoSource()
    {
        Directory.CreateDirectory(tiny.At("without-birch"));
        File.Copy(tiny.At("models/seed0.onnx"), tiny.At("without-birch/seed0.onnx"));
        ScenarioTable table = new() { Question = "Who?", Rows = "domain", Columns = "role", Metric = "accuracy" };
        ScenarioFile scenario = tiny.Protocol() with
        {
            Preprocess = "models/preprocessor_config.json",
            Models = [new ScenarioModels { Path = "without-{leftOut}/seed{seed}.onnx" }],
            Runs = [new ScenarioRun { Statistics = ["ema"], Domains = ["source"] }, new ScenarioRun { Statistics = ["ema"], Domains = ["target", "{leftOut}"] }],
            Tables = [table, table with { Where = new Dictionary<string, string> { ["domain"] = "{leftOut}" } }],
        };
        foreach (IReadOnlyList<string> sources in new[] { scenario.Source, [] })
        {
            ScenarioResult result = tiny.Run(scenario with { Source = sources });

            Assert.Equal(["aster source", "birch target", "cedar source", "dune target"], result.Tables[0].Cells.Select(cell => $"{cell.Row} {cell.Column}").Order(StringComparer.Ordinal));
            Assert.Equal(["birch"], result.Tables[1].Cells.Select(cell => cell.Row));
            Assert.Equal(4, result.Cells);
        }
    }

    [Fact]
    public void Run_CellsOfSeveralRuns_CountOnce()
    {
        ScenarioFile scenario = tiny.Protocol();

        ScenarioResult result = tiny.Run(scenario with { Runs = [.. scenario.Runs, new ScenarioRun { Statistics = ["domain,samples=16,batch=128", "ema"], Domains = ["*"] }] });

        Assert.Equal(2 * 2 * 4, result.Cells);
        Assert.All(result.Tables[0].Cells, cell => Assert.All(cell.Replicates, replicate => Assert.Equal(1, replicate.Cells)));
    }

    [Fact]
    public void Run_WrongSettingsAndKeys_AreNamedAllAtOnceBeforeAnyWork()
    {
        ScenarioFile scenario = tiny.Protocol() with
        {
            Metric = "acuracy",
            Confidence = 95,
            Resamples = 0,
            Runs = [new ScenarioRun { Models = new Dictionary<string, string> { ["seed"] = "0|7", ["fold"] = "1" }, Statistics = ["emma", "domain,split=test"], Domains = ["dune"] }, new ScenarioRun { Statistics = ["domain,split=test"], Domains = ["dune"] }],
            Tables = [new ScenarioTable { Question = "What?", Rows = "laboratory", Columns = "sead", Over = "fold", Metric = "f1", Where = new Dictionary<string, string> { ["nbs"] = "2" } }],
        };

        string message = Assert.Throws<InputException>(() => tiny.Run(scenario)).Message;

        Assert.Equal(
            [
                "confidence: 95 is not between 0 and 1. Give a share such as 0.95.",
                "resamples: 0 is less than 1. Give a number such as 2000.",
                "metric: acuracy is not a metric. Write one of, nearest first: accuracy, auroc, auprc, macroF1, brier, ece, kappa, nll, balancedAccuracy.",
                "tables[0].metric: f1 is not a metric. Write one of, nearest first: ece, nll, auprc, auroc, brier, kappa, macroF1, accuracy, balancedAccuracy.",
            ],
            message.Split('\n').Take(4));
        Assert.Contains("runs[0], statistics emma", message, StringComparison.Ordinal);
        Assert.Contains("runs[1], statistics domain,split=test: would estimate from images that are scored.", message, StringComparison.Ordinal);
        Assert.EndsWith(
            """
            runs[0].models.seed: no model has seed 7. Values, nearest first: 0, 1.
            runs[0].models.fold: no model has fold 1. Write one of, nearest first: seed.
            runs[0].models: no model has all these keys. Take one of them out.
            tables[0].rows: laboratory is neither statistics, domain, role, model nor a key of a model. Write one of, nearest first: domain, role, model, statistics, seed.
            tables[0].columns: sead is neither statistics, domain, role, model nor a key of a model. Write one of, nearest first: seed, role, domain, model, statistics.
            tables[0].where.nbs: nbs is neither statistics, domain, role, model nor a key of a model. Write one of, nearest first: role, seed, model, domain, statistics.
            tables[0].over: fold is neither statistics, domain, role, model nor a key of a model. Write one of, nearest first: role, seed, model, domain, statistics.
            """.ReplaceLineEndings("\n"),
            message,
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(tiny.Output));
    }

    [Fact]
    public void Run_WrongDomainsAndTables_AreNamedBeforeAnyWork()
    {
        ScenarioFile scenario = tiny.Protocol();

        Assert.Equal(
            $"runs[0], domain: 'dunes' is not a domain of {TinyScenario.Manifest} (nearest first: dune, aster, birch, cedar). Name one of its domains.",
            Refusal(scenario with { Runs = [scenario.Runs[0] with { Domains = ["dunes"] }] }));
        Assert.Equal(
            "runs[0], models/seed0.onnx: has no key leftOut, which the domains ask for. Put {leftOut} into the models' path, or name the domains.",
            Refusal(scenario with { Runs = [scenario.Runs[0] with { Domains = ["{leftOut}"] }] }).Split('\n')[0]);
        Assert.Equal(
            "runs[0], domains target: there is no such domain for models/seed0.onnx. Name domains, or the domains trained on as source; there are aster, birch, cedar, dune.",
            Refusal(scenario with { Source = ["aster", "birch", "cedar", "dune"], Runs = [scenario.Runs[0] with { Domains = ["target"] }] }).Split('\n')[0]);
        Assert.Equal(
            "runs[0], statistics from=dunes: there is no domain dunes. Known domains, nearest first: dune, aster, birch, cedar.",
            Refusal(scenario with { Runs = [scenario.Runs[0] with { Statistics = ["from=dunes"] }] }));
        Assert.Equal(
            """
            tables[0], What?: no cell of the runs belongs to it. Check rows, columns and where against models and runs.
            tables[1].minus: no run has the statistics precise. Write one of, nearest first: ema, domain,samples=16.
            """.ReplaceLineEndings("\n"),
            Refusal(scenario with
            {
                Tables =
                [
                    new ScenarioTable { Question = "What?", Rows = "domain", Columns = "statistics", Where = new Dictionary<string, string> { ["seed"] = "5" } },
                    scenario.Tables[1] with { Minus = "precise" },
                ],
            }));
        Assert.Equal(
            "tables[0].minus: ema is not run for models/seed0.onnx at birch, where domain is. Run both, or take these cells out with where.",
            Refusal(scenario with { Runs = [.. scenario.Runs, new ScenarioRun { Statistics = ["domain"], Domains = ["birch"] }], Tables = [scenario.Tables[1]] }));
        Assert.False(Directory.Exists(tiny.Output));
    }

    private string Refusal(ScenarioFile scenario) => Assert.Throws<InputException>(() => tiny.Run(scenario)).Message;

    private sealed class Steps(Func<string, bool>? ends = null, CancellationTokenSource? cancellation = null) : IProgress<ProgressStep>
    {
        public List<string> Stages { get; } = [];

        public void Report(ProgressStep value)
        {
            lock (Stages)
            {
                Stages.Add(value.Stage);
            }

            if (ends?.Invoke(value.Stage) == true)
            {
                cancellation!.Cancel();
            }
        }
    }
}
