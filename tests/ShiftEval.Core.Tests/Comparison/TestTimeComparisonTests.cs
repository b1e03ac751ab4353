using System.Globalization;
using System.Text.Json;
using ShiftEval.Comparison;
using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Setup;
using ShiftEval.Datasets.Batches;
using ShiftEval.Diagnostics;
using ShiftEval.Inference;
using ShiftEval.Reports;
using ShiftEval.Statistics.Specs;
using ShiftEval.Tests.Reference;

namespace ShiftEval.Tests.Comparison;

/// <summary>Runs with statistics of the images scored, with weights, and with a part of the statistics, from the image files on.</summary>
public sealed class TestTimeComparisonTests(TinyLab lab) : IClassFixture<TinyLab>
{
    private static readonly string[] Specs =
    [
        "ema", "batch:16", "batch:16,order=file", "alpha:0.3,batch=8", "alpha:0.3,order=file", "stream:ema", "stream:ema,order=shuffled", "stream:window=4", "instance:k=4",
    ];

    private static readonly string[] Redrawn = ["batch:16", "alpha:0.3,batch=8", "stream:ema,order=shuffled"];

    [Fact]
    public void Run_DependentSamples_HaveNoPAndASpreadWhereASeedMatters()
    {
        ComparisonResult result = lab.Compare(lab.Run(null, "dune"), Specs);

        Assert.Equal(Specs, result.Cells.Select(cell => cell.Statistics));
        Assert.All(result.Cells, cell =>
        {
            Assert.Equal((42, cell.Statistics != "ema", null), (cell.Samples, cell.Transductive, cell.AdaptSamples));
            Assert.Equal(Redrawn.Contains(cell.Statistics), cell.Spread is not null);
            Assert.All(cell.Spread ?? new Dictionary<string, SpreadResult?>(StringComparer.Ordinal), spread =>
            {
                Assert.Equal(5, spread.Value!.Draws);
                Assert.InRange(cell.Metrics[spread.Key].Value!.Value, spread.Value.Min, spread.Value.Max);
                Assert.True(spread.Value.Sd >= 0);
            });
        });
        Assert.All(result.Cells.Where(cell => cell.Spread is not null), cell => Assert.True(cell.Spread!["nll"]!.Sd > 0));
        Assert.All(result.Differences, difference =>
        {
            bool isDependent = difference.To.Statistics != "instance:k=4";
            Assert.Equal(isDependent, difference.P is null);
            Assert.Equal(isDependent, difference.Test is null);
            Assert.Equal(isDependent || difference.Metric != "balancedAccuracy", difference.Verdict is null);
            Assert.Equal(isDependent || difference.Metric != "balancedAccuracy", difference.PAdjusted is null);
            Assert.Equal(Redrawn.Contains(difference.To.Statistics), difference.Spread is not null);
            Assert.NotNull(difference.Value);
            Assert.NotNull(difference.Low);
        });
    }

    [Fact]
    public void Run_DependentReference_TakesThePOfAllItsDifferences()
    {
        ComparisonResult result = lab.Compare(lab.Run(null, "dune"), "batch:16,ema,domain");

        Assert.All(result.Differences, difference => Assert.Equal((null, null), (difference.P, difference.Verdict)));
        Assert.All(result.Differences, difference => Assert.Equal(5, difference.Spread!.Draws));
    }

    [Fact]
    public void Run_WholeTestSetAsABatch_IsTheSpecTestSampleBySample()
    {
        ComparisonResult result = lab.Compare(lab.Run(null, "dune"), "test", "batch:42", "batch:1000,order=file", "alpha:1");

        Assert.All(result.Cells, cell =>
        {
            Assert.Equal(result.Cells[0].Confusion, cell.Confusion);
            Assert.Equal(result.Cells[0].Metrics["nll"].Value!.Value, cell.Metrics["nll"].Value!.Value, 1e-5);
        });

        // Where samples were paired with others, the resampled groups would differ.
        Assert.All(result.Differences.Where(difference => difference.Metric == "nll"), difference =>
        {
            Assert.InRange(Math.Abs(difference.Low ?? 0), 0, 1e-4);
            Assert.InRange(Math.Abs(difference.High ?? 0), 0, 1e-4);
        });
    }

    [Fact]
    public void Score_AnyOrder_ComesBackInFileOrder()
    {
        RunOptions options = lab.Run(null, "dune");
        DataSetup data = DataSetup.Prepare(options, needsTest: true);
        ModelSetup model = ModelSetup.Prepare("m", lab.Model, options, data, ExecutionDevice.Resolve(options.Inference), needsScores: true);
        IReadOnlyList<int> positions = data.Positions(data.Splits.Test("dune"));
        TestTimeScoring scoring = new(model, data, 5, progress: null);

        SampleScores shuffled = Score("batch:42", 0);
        SampleScores other = Score("batch:42", 3);
        SampleScores file = Score("batch:42,order=file", 0);

        Assert.All(new[] { shuffled, other, file }, scores => Assert.Equal(positions, scores.Indices));
        Close.Assert(Wide(file), Wide(shuffled), 1e-4, "seed 0");
        Close.Assert(Wide(file), Wide(other), 1e-4, "seed 3");
        Close.Assert(Wide(Score("instance:k=2", 0)), Wide(Score("instance:k=2", 9)), 0, "instance");
        Assert.True(Wide(Score("batch:4", 0)).Zip(Wide(Score("batch:4", 1)), (a, b) => Math.Abs(a - b)).Max() > 0.01);

        SampleScores Score(string spec, long seed) => scoring.Score(SpecParser.ParseOne(spec), positions, seed, "", CancellationToken.None);
        static double[] Wide(SampleScores scores) => Array.ConvertAll(scores.Values, value => (double)value);
    }

    [Fact]
    public void Run_SeveralDomains_EachGoesByItself()
    {
        string[] specs = ["batch:8", "stream:ema", "stream:window=3", "instance", "alpha:0.2,batch=4"];

        ComparisonResult all = lab.Compare(lab.Run(), specs);

        foreach (string domain in new[] { "aster", "dune" })
        {
            Assert.Equal(
                lab.Compare(lab.Run(null, domain), specs).Cells.Select(Text),
                all.Cells.Where(cell => cell.Domain == domain).Select(Text));
        }
    }

    [Fact]
    public void Run_BatchSizeOfTheRun_ChangesNothingThatASpecMeans()
    {
        string[] specs = ["batch:8", "stream:ema", "stream:window=3", "instance", "alpha:0.2,batch=4"];
        RunOptions run = lab.Run(null, "dune");

        ComparisonResult one = lab.Compare(run with { BatchSize = 1 }, specs);
        ComparisonResult many = lab.Compare(run with { BatchSize = 100 }, specs);

        Assert.All(one.Cells.Zip(many.Cells), pair => Assert.Equal(pair.First.Metrics["nll"].Value!.Value, pair.Second.Metrics["nll"].Value!.Value, 1e-5));
    }

    [Fact]
    public void Run_UnreadableImagesSkipped_GivesWhatTheOthersGive()
    {
        string[] specs = ["batch:8", "stream:ema", "stream:window=3", "instance", "alpha:0.2,batch=4,order=file", "domain,balance=uniform", "domain,layers=first:2,only=mean", "test,select=wasserstein:50"];
        TinyRow[] bad = [.. TinyFixture.Rows.Where(row => row.Lab == "dune").Where((_, i) => i % 7 == 3).Select((row, i) => row with { Path = $"images/broken{i}.png" })];
        foreach (TinyRow row in bad)
        {
            File.WriteAllText(lab.At(row.Path), "no image");
        }

        // Broken images come first in the file, so that whoever counts rows instead of samples goes wrong.
        RunOptions run = lab.Run(lab.Manifest([.. bad, .. TinyFixture.Rows]), "dune") with { OnError = OnError.Skip };

        ComparisonResult skipped = lab.Compare(run, specs);

        Assert.Equal(bad.Length, skipped.Data.Skipped);
        Assert.Equal(lab.Compare(lab.Run(null, "dune"), specs).Cells.Select(Text), skipped.Cells.Select(Text));
    }

    [Fact]
    public void Run_UnreadableSourceImageOfABalance_IsToldBeforeAnyWork()
    {
        TinyRow bad = TinyFixture.Select("train", "birch")[3] with { Path = "images/broken-source.png" };
        File.WriteAllText(lab.At(bad.Path), "no image");
        List<string> stages = [];

        InputException refusal = Assert.Throws<InputException>(() => ComparisonRunner.Run(
            lab.Options(lab.Run(lab.Manifest([.. TinyFixture.Rows, bad]), "dune"), "domain,balance=source"), new Stages(stages), CancellationToken.None));

        Assert.Contains(bad.Path, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(stages, stage => stage.Contains("estimating", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_BalanceInSeveralDomains_TellsOfEachByName()
    {
        ComparisonResult result = lab.Compare(lab.Run(), "domain,balance=source");

        string[] told = [.. result.Warnings.Where(warning => warning.Code.StartsWith("balance-", StringComparison.Ordinal)).Select(warning => warning.Message)];
        Assert.Equal(4, told.Length);
        Assert.All(new[] { "aster", "birch", "cedar", "dune" }, domain => Assert.Single(told, message => message.Contains($"images of {domain} are ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("batch:8")]
    [InlineData("alpha:0.5")]
    [InlineData("stream:ema")]
    [InlineData("stream:window=8")]
    [InlineData("instance:k=4")]
    public void Recalibrate_StatisticsThatAreNoConstants_AreRefused(string spec)
    {
        Assert.Equal(
            $"--statistics {spec}: has no constant statistics that a file could hold. Use domain, precise, from=NAME, mix:W or file:PATH.",
            Assert.Throws<InputException>(() => lab.Recalibrate(lab.Run(null, "dune"), "refused.onnx", spec)).Message);
        Assert.False(File.Exists(lab.At("refused.onnx")));
    }

    [Fact]
    public void Run_FoldedModel_RefusesEverySpecOfTheImagesScored()
    {
        string[] specs = ["batch:8", "alpha:0.5", "stream:ema", "stream:window=8", "instance:k=4"];

        InputException refusal = Assert.Throws<InputException>(
            () => TinyLab.Compare(lab.Options(lab.Run(null, "dune"), specs) with { Models = [lab.At("model.folded.onnx")] }));

        Assert.Equal(specs.Select(spec => $"--statistics {spec}"), refusal.Problems.Select(problem => problem.Where));
        Assert.All(refusal.Problems, problem => Assert.Contains("folded", problem.What, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("domain,layers=block.*")]
    [InlineData("mix:0.5,layers=block.*")]
    [InlineData("batch:8,layers=block.*")]
    [InlineData("instance,layers=block.*")]
    public void Run_PatternThatFitsNoLayer_IsRefused(string spec)
    {
        Problem problem = Assert.Single(Assert.Throws<InputException>(() => lab.Compare(lab.Run(null, "dune"), "ema", spec)).Problems);

        Assert.Equal($"--statistics {spec}", problem.Where);
        Assert.StartsWith("no BatchNorm layer of ", problem.What, StringComparison.Ordinal);
        Assert.EndsWith("has a name that fits block.*", problem.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_PatternThatFitsNoFoldedConvolution_IsRefused() => Assert.Contains(
        "has a name that fits block.*",
        Assert.Throws<InputException>(() => TinyLab.Compare(
            lab.Options(lab.Run(null, "dune"), "domain,layers=block.*") with { Models = [lab.At("model.folded.onnx")] })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Recalibrate_PatternThatFitsNoLayer_IsRefused() => Assert.Contains(
        "has a name that fits block.*",
        Assert.Throws<InputException>(() => lab.Recalibrate(lab.Run(null, "dune"), "pattern.onnx", "domain,layers=block.*")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Recalibrate_PartOfTheLayers_ChangesThoseAlone()
    {
        RecalibrationResult result = Assert.Single(lab.Recalibrate(lab.Run(null, "dune"), "part.onnx", "domain,layers=blocks.1.*"));

        Assert.All(result.Layers, layer => Assert.Equal(layer.Name.StartsWith("blocks.1.", StringComparison.Ordinal), layer.Shift > 0));
        ComparisonResult written = lab.Evaluate(result.Output, lab.Run(null, "dune"));
        ComparisonResult compared = lab.Compare(lab.Run(null, "dune"), "domain,layers=blocks.1.*");
        Assert.Equal(compared.Cells[0].Metrics["nll"].Value!.Value, written.Cells[0].Metrics["nll"].Value!.Value, 1e-6);
    }

    [Fact]
    public void Run_SamplesSplitBalanceAndLayers_GoTogether()
    {
        ComparisonResult result = lab.Compare(
            lab.Run(null, "dune", "aster"),
            "domain,samples=20,balance=uniform", "from=aster,split=train,balance=source,layers=first:2", "precise,balance=uniform,only=variance", "mix:0.5,source=precise,balance=source,select=wasserstein:80", "mix:N=16,samples=10,layers=first:3");

        Assert.Equal(10, result.Cells.Count);
        Assert.All(result.Cells.Where(cell => cell.Spec.Contains("balance", StringComparison.Ordinal)), cell => Assert.NotNull(cell.Balance));
        Assert.All(result.Cells.Where(cell => cell.Spec.Contains("samples=20", StringComparison.Ordinal) && cell.Domain == "dune"), cell => Assert.Equal(20, cell.AdaptSamples));
        Assert.All(result.Cells.Where(cell => cell.Balance is not null), cell =>
        {
            Assert.Equal(1, cell.Balance!.Mix.Sum(), 1e-6);
            Assert.Equal(1, cell.Balance.Wanted.Sum(), 1e-9);
            Assert.InRange(cell.Balance.Rounds, 0, 5);
        });
    }

    [Fact]
    public void Run_LittleMemory_GivesTheSameFigures()
    {
        string[] specs = ["domain,balance=uniform", "domain,layers=first:2", "batch:8", "stream:ema", "stream:window=3"];
        RunOptions run = lab.Run(null, "dune");

        ComparisonResult little = lab.Compare(run with { MemoryBytes = 200_000 }, specs);

        Assert.All(lab.Compare(run, specs).Cells.Zip(little.Cells), pair =>
            Assert.Equal(pair.First.Metrics["nll"].Value!.Value, pair.Second.Metrics["nll"].Value!.Value, 1e-5));
    }

    [Fact]
    public void Write_Run_HasSpreadAndBalance()
    {
        JsonElement cells = JsonDocument.Parse(JsonReport.Write(lab.Compare(lab.Run(null, "dune"), "ema,batch:16,domain,balance=uniform"))).RootElement.GetProperty("cells");

        JsonElement spread = cells[1].GetProperty("spread").GetProperty("accuracy");
        Assert.Equal(["draws", "sd", "min", "max"], spread.EnumerateObject().Select(property => property.Name));
        Assert.Equal(5, spread.GetProperty("draws").GetInt32());
        JsonElement balance = cells[2].GetProperty("balance");
        Assert.Equal(["rounds", "converged", "mix", "wanted", "effectiveSize", "refused"], balance.EnumerateObject().Select(property => property.Name));
        Assert.Equal(3, balance.GetProperty("mix").GetArrayLength());
    }

    [Fact]
    public void Run_TwiceInOtherCulturesAndWithOtherThreads_GivesTheSameBytes()
    {
        string[] specs = [.. Specs, "domain,balance=uniform", "domain,select=wasserstein:33.3", "mix:0.25,only=mean"];
        RunOptions run = lab.Run(null, "dune");
        string document = JsonReport.Write(lab.Compare(run, specs));
        CultureInfo before = Thread.CurrentThread.CurrentCulture;
        try
        {
            Thread.CurrentThread.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal(document, JsonReport.Write(lab.Compare(run, specs)));
            Thread.CurrentThread.CurrentCulture = CultureInfo.GetCultureInfo("ar-SA");
            Assert.Equal(document, JsonReport.Write(lab.Compare(run with { Inference = run.Inference with { Threads = 1 } }, specs)));
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }

        Assert.Equal(document, JsonReport.Write(lab.Compare(run with { Inference = run.Inference with { Threads = 3 } }, specs)));
    }

    private sealed class Stages(List<string> stages) : IProgress<ProgressStep>
    {
        public void Report(ProgressStep value) => stages.Add(value.Stage);
    }

    private static string Text(CellResult cell) => string.Create(
        CultureInfo.InvariantCulture,
        $"{cell.Spec} {cell.Domain} {cell.Samples} {cell.AdaptSamples} {string.Join(' ', cell.Metrics.Select(metric => $"{metric.Key} {metric.Value.Value:G12}"))} {string.Join(' ', cell.Confusion.SelectMany(row => row))}");
}
