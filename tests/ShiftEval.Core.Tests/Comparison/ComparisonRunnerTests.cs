using ShiftEval.Comparison;
using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Setup;
using ShiftEval.Datasets.Batches;
using ShiftEval.Diagnostics;
using ShiftEval.Reports;
using ShiftEval.Tests.Reference;

namespace ShiftEval.Tests.Comparison;

public sealed class ComparisonRunnerTests(TinyLab lab) : IClassFixture<TinyLab>
{
    private static readonly string[] Labs = ["aster", "birch", "cedar", "dune"];

    [Fact]
    public void Run_Cells_AreModelsBySpecsByDomainsWithPyTorchsHits()
    {
        string[] specs = ["ema", "precise", "domain", "test", "mix:0.5"];

        ComparisonResult result = lab.Compare(lab.Run(), string.Join(',', specs));

        Assert.Equal(specs.SelectMany(spec => Labs.Select(domain => (spec, domain))), result.Cells.Select(cell => (cell.Statistics, cell.Domain)));
        Assert.All(result.Cells, cell =>
        {
            TinyScore expected = TinyFixture.Score(cell.Spec, cell.Domain);
            Assert.Equal((expected.Samples, "model.onnx"), (cell.Samples, cell.Model));
            Assert.Equal(expected.Correct, Math.Round(cell.Metrics["accuracy"].Value!.Value * cell.Samples, 6));
            Assert.Equal(expected.Correct, Enumerable.Range(0, 3).Sum(c => cell.Confusion[c][c]));
            Assert.Equal(cell.Statistics == "test", cell.Transductive);
            Assert.Equal(
                cell.Statistics switch
                {
                    "ema" => (int?)null,
                    "precise" => 126,
                    "test" => expected.Samples,
                    _ => TinyFixture.Rows.Count(row => row.Lab == cell.Domain && row.Split == (cell.Domain is "aster" or "dune" ? "adapt" : "train")),
                },
                cell.AdaptSamples);
        });
        Assert.Equal(["source", "source", "source", "target"], result.Data.Domains.Select(domain => domain.Role));
        Assert.Equal((279, 0, 0, "column split"), (result.Data.Samples, result.Data.Skipped, result.Data.Unlabelled, result.Data.SplitRule));
        Assert.Equal((6, "cpu"), (result.Models[0].BatchNormLayers, result.Settings.Device));
        Assert.Equal(4 * 4 * 3, result.Differences.Count);
        Assert.All(result.Differences, difference => Assert.Equal(new VariantResult("model.onnx", "ema"), difference.From));
        Assert.All(result.Differences, difference => Assert.Equal(difference.Metric == "balancedAccuracy", difference.Verdict is not null));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_ManifestRowsInAnotherOrder_GivesTheSameDocument(bool splits)
    {
        string[] specs = ["ema", "precise", "domain", "domain,method=minibatch,batch=8,samples=20"];
        RunOptions run = lab.Run(lab.Manifest(TinyFixture.Rows, splits)) with { Sources = ["aster", "birch", "cedar"] };
        string before = JsonReport.Write(lab.Compare(run, specs));

        Random random = new(11);
        TinyRow[] rows = [.. TinyFixture.Rows];
        random.Shuffle(rows);
        File.Move(lab.Manifest(rows, splits), run.Data, overwrite: true);

        AssertSameDocument(before, JsonReport.Write(lab.Compare(run, specs)));
    }

    [Fact]
    public void Run_Twice_GivesTheSameDocument()
    {
        RunOptions run = lab.Run();

        Assert.Equal(JsonReport.Write(lab.Compare(run)), JsonReport.Write(lab.Compare(run)));
    }

    [Fact]
    public void Run_Nothing_TakesTheDefaultSpecs()
    {
        ComparisonResult result = lab.Compare(lab.Run(null, "dune"));

        Assert.Equal(["ema", "precise", "domain"], result.Cells.Select(cell => cell.Spec));
        Assert.DoesNotContain(result.Warnings, warning => warning.Code == "precise-left-out");
    }

    [Fact]
    public void Run_DefaultWithoutSources_LeavesPreciseOutAndSaysSo()
    {
        ComparisonResult result = lab.Compare(lab.Run(lab.Manifest(TinyFixture.Rows, splits: false), "dune"));

        Assert.Equal(["ema", "domain"], result.Cells.Select(cell => cell.Spec));
        Assert.Equal(
            "No domain is known to be a source domain, so precise is left out; name them with --source.",
            Assert.Single(result.Warnings, warning => warning.Code == "precise-left-out").Message);
        Assert.Equal("unknown", result.Data.Domains.Single().Role);
    }

    [Fact]
    public void Run_DefaultWithSourcesThatHaveNoImages_LeavesPreciseOutAndSaysSo()
    {
        string manifest = lab.Manifest(TinyFixture.Rows.Where(row => row.Lab == "dune" || (row.Lab == "birch" && row.Split == "test")));

        ComparisonResult result = lab.Compare(lab.Run(manifest, "dune") with { Sources = ["birch"] });

        Assert.Equal(["ema", "domain"], result.Cells.Select(cell => cell.Spec));
        Assert.Equal(
            "The source domains birch have no train or adapt images, so precise is left out.",
            Assert.Single(result.Warnings, warning => warning.Code == "precise-left-out").Message);
    }

    [Fact]
    public void Run_PreciseAskedForWithoutSources_IsRefused()
    {
        RunOptions run = lab.Run(lab.Manifest(TinyFixture.Rows, splits: false));

        string expected = $"{run.Data}: --statistics precise: no source domain is known, so there are no source images. Name the domains trained on with --source.";
        Assert.Equal(expected, Refusal(run, "precise"));
        Assert.Equal(expected.Replace("precise:", "precise,split=train:", StringComparison.Ordinal), Refusal(run, "precise,split=train"));
    }

    [Fact]
    public void Run_PreciseWithSplit_TakesThatSplitAlone()
    {
        RunOptions run = lab.Run(null, "dune") with { Sources = ["aster"] };

        ComparisonResult result = lab.Compare(run, "precise,precise,split=adapt");

        Assert.Equal([36, 12], result.Cells.Select(cell => cell.AdaptSamples));
        Assert.NotEqual(result.Cells[0].Metrics["nll"].Value, result.Cells[1].Metrics["nll"].Value);
        Assert.Contains("domain 'birch': --statistics precise,split=adapt: has no adapt samples", Refusal(lab.Run(), "precise,split=adapt"), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_FromStar_GivesOneSpecPerDomain()
    {
        ComparisonResult result = lab.Compare(lab.Run(null, "dune"), "domain,from=*,batch=64");

        Assert.Equal(
            ["domain", "from=aster,batch=64", "from=birch,batch=64", "from=cedar,batch=64", "from=dune,batch=64"], result.Cells.Select(cell => cell.Statistics));
        Assert.Equal(result.Cells[0].Metrics["accuracy"], result.Cells[4].Metrics["accuracy"]);
    }

    [Fact]
    public void Run_FromStarWhereNoDomainHasImages_IsRefused()
    {
        string manifest = lab.Manifest(TinyFixture.Rows.Where(row => row.Lab == "birch" && row.Split == "test"));

        Assert.Equal(
            "--statistics from=*: no domain has images to adapt to. Give some rows the split adapt or train.",
            Refusal(lab.Run(manifest) with { Sources = ["birch"] }, "from=*"));
    }

    [Fact]
    public void Run_FromAnUnknownDomain_NamesTheNearest() => Assert.Equal(
        "--statistics from=astre: there is no domain astre. Known domains, nearest first: aster, dune, birch, cedar.", Refusal(lab.Run(), "from=astre"));

    [Theory]
    [InlineData("batch:8", "this version of ShiftEval does not have it")]
    [InlineData("alpha:0.5", "this version of ShiftEval does not have it")]
    [InlineData("domain,balance=source", "this version of ShiftEval does not have balance=")]
    [InlineData("domain,split=test", "would estimate from images that are scored")]
    public void Run_SpecsThatAreNotThereYet_AreRefused(string spec, string what)
    {
        Problem problem = Assert.Single(Assert.Throws<InputException>(() => lab.Compare(lab.Run(), spec)).Problems);

        Assert.Equal(($"--statistics {spec}", what), (problem.Where, problem.What));
    }

    [Fact]
    public void Run_ReferenceBySpecOrModel_TurnsTheDifferencesRound()
    {
        ComparisonOptions options = lab.Options(lab.Run(null, "dune"), "ema", "mix:0.50") with { Models = [lab.Model, $"other={lab.At("model.batch1.onnx")}"] };
        DifferenceResult forward = Find(TinyLab.Compare(options), "mix:0.50", "model.onnx");

        DifferenceResult backward = Find(TinyLab.Compare(options with { Reference = "mix:.5" }), "ema", "model.onnx");
        ComparisonResult byModel = TinyLab.Compare(options with { Reference = "other" });

        Assert.Equal(-forward.Value!.Value, backward.Value!.Value, 1e-12);
        Assert.Equal(new VariantResult("model.onnx", "mix:0.50"), backward.From);
        Assert.All(byModel.Differences, difference => Assert.Equal(new VariantResult("other", "ema"), difference.From));
        Assert.Equal(3 * 3, byModel.Differences.Count);

        static DifferenceResult Find(ComparisonResult result, string statistics, string model) =>
            result.Differences.Single(row => row.To == new VariantResult(model, statistics) && row.Metric == "nll");
    }

    [Fact]
    public void Run_ReferenceThatIsNotThere_ListsWhatIs()
    {
        ComparisonOptions options = lab.Options(lab.Run(null, "dune"), "ema,domain") with { Reference = "precise" };

        Assert.Equal(
            "--reference precise: is neither a spec nor a model of this run. Write one of: ema, domain, model.onnx.",
            Assert.Throws<InputException>(() => TinyLab.Compare(options)).Message);
    }

    [Fact]
    public void Run_UnlabelledTestImages_AreCountedAndNotScored()
    {
        TinyRow[] rows = [.. TinyFixture.Rows.Select((row, i) => row is { Lab: "dune", Split: "test" } && i % 3 == 0 ? row with { Label = "" } : row)];
        int unlabelled = rows.Count(row => row.Label.Length == 0);

        ComparisonResult result = lab.Compare(lab.Run(lab.Manifest(rows), "dune"), "ema,test");

        Assert.True(unlabelled > 5);
        Assert.Equal(unlabelled, result.Data.Unlabelled);
        Assert.All(result.Cells, cell => Assert.Equal(42 - unlabelled, cell.Samples));
        Assert.All(result.Cells, cell => Assert.Equal(42 - unlabelled, cell.Confusion.Sum(row => row.Sum())));
        Assert.Equal(42, result.Cells[1].AdaptSamples);
    }

    [Fact]
    public void Run_NoLabelsAtAll_GivesNoFiguresInsteadOfZeros()
    {
        TinyRow[] rows = [.. TinyFixture.Rows.Where(row => row.Lab == "dune").Select(row => row with { Label = "" })];

        ComparisonResult result = lab.Compare(lab.Run(lab.Manifest(rows)), "ema,domain");

        Assert.All(result.Cells, cell =>
        {
            Assert.Equal(0, cell.Samples);
            Assert.All(cell.Metrics.Values, metric => Assert.Null(metric.Value));
        });
        Assert.NotEmpty(result.Warnings);
    }

    [Fact]
    public void Run_UnreadableImages_EndTheRunOrAreSkippedAndNamed()
    {
        TinyRow bad = TinyFixture.Select("test", "dune")[3] with { Path = "images/bad.png" };
        File.WriteAllText(lab.At(bad.Path), "no image");
        TinyRow adapt = TinyFixture.Select("adapt", "dune")[2] with { Path = "images/empty.png" };
        File.WriteAllText(lab.At(adapt.Path), "");
        RunOptions run = lab.Run(lab.Manifest([.. TinyFixture.Rows, bad, adapt]), "dune");

        ComparisonResult result = lab.Compare(run with { OnError = OnError.Skip }, "ema,domain");

        Assert.Contains("images/bad.png: ", Refusal(run, "ema"), StringComparison.Ordinal);
        Assert.Equal(2, result.Data.Skipped);
        Assert.Equal(["images/bad.png", "images/empty.png"], result.Data.SkippedSamples.Select(sample => sample.Id));
        Assert.All(result.Cells, cell => Assert.Equal(42, cell.Samples));
        Assert.Equal(36, result.Cells[1].AdaptSamples);
        Assert.Equal(42 + 36, result.Data.Samples);
    }

    [Fact]
    public void Run_ScoresThatAreNoNumbers_NameModelAndImage()
    {
        string model = lab.Poisoned("head.bias", "nan-head.onnx");

        RunFailedException exception = Assert.Throws<RunFailedException>(() => lab.Evaluate(model, lab.Run(null, "dune")));

        Assert.Equal(
            $"{model}, image {TinyFixture.Select("test", "dune")[0].Path}: score 0 is NaN. Check the image and its preprocessing, and the statistics the model ran with.",
            exception.Message);
    }

    [Fact]
    public void Run_ActivationsThatAreNoNumbers_NameModelAndLayer()
    {
        string model = lab.Poisoned("blocks.0.conv1.weight", "nan-conv.onnx");

        RunFailedException exception = Assert.Throws<RunFailedException>(
            () => TinyLab.Compare(lab.Options(lab.Run(null, "dune"), "domain") with { Models = [model] }));

        Assert.Contains(model, exception.Message, StringComparison.Ordinal);
        Assert.Contains("blocks.0.bn1", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ModelWithoutBatchNorm_IsEvaluatedAndTakesOtherStatisticsOnlyInItsConvolutions()
    {
        string model = lab.At("model.folded.onnx");

        ComparisonResult result = lab.Evaluate(model, lab.Run());

        Assert.Equal("shifteval.evaluate/1", result.Schema);
        Assert.Equal(0, result.Models[0].BatchNormLayers);
        Assert.All(result.Cells, cell => Assert.Equal(TinyFixture.Score("ema", cell.Domain).Correct, Math.Round(cell.Metrics["accuracy"].Value!.Value * cell.Samples, 6)));
        Assert.Equal(
            $"{model}: has no BatchNormalization node, so there are no statistics to replace. Use --statistics ema, export the model without folding BatchNorm into Conv, or name the convolutions that had one with --layers.",
            Assert.Throws<InputException>(() => TinyLab.Compare(lab.Options(lab.Run() with { FoldedLayers = ["none"] }, "ema,domain") with { Models = [model] })).Message);
    }

    [Fact]
    public void Run_SeveralMistakes_AreToldTogether()
    {
        InputException exception = Assert.Throws<InputException>(() => TinyLab.Compare(
            lab.Options(lab.Run() with { Data = lab.At("missing.csv") }, "domian") with { Models = [lab.At("missing.onnx")] }));

        Assert.Equal(3, exception.Problems.Count);
    }

    [Fact]
    public void Run_Cancelled_Ends() => Assert.ThrowsAny<OperationCanceledException>(
        () => ComparisonRunner.Run(lab.Options(lab.Run(), "ema"), null, new CancellationToken(canceled: true)));

    private string Refusal(RunOptions run, params string[] specs) => Assert.Throws<InputException>(() => lab.Compare(run, specs)).Message;

    // Scores are summed in the order of the manifest, so the last digits of a mean may differ.
    private static void AssertSameDocument(string expected, string actual)
    {
        string[] before = expected.Split('\n');
        string[] after = actual.Split('\n');
        Assert.Equal(before.Length, after.Length);
        foreach ((string left, string right) in before.Zip(after))
        {
            if (left == right)
            {
                continue;
            }

            string[] one = left.Split(':');
            string[] two = right.Split(':');
            Assert.Equal(one[0], two[0]);
            Assert.Equal(Number(one[^1]), Number(two[^1]), 1e-5);
        }

        static double Number(string text) => double.Parse(text.Trim(' ', ','), System.Globalization.CultureInfo.InvariantCulture);
    }
}
