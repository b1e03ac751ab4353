using System.Security.Cryptography;
using ShiftEval.Comparison;
using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Setup;
using ShiftEval.Datasets;
using ShiftEval.Datasets.Batches;
using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Statistics;
using ShiftEval.Tests.Reference;

namespace ShiftEval.Tests.Comparison;

public sealed class RecalibratorTests(TinyLab lab) : IClassFixture<TinyLab>
{
    [Fact]
    public void Run_Domain_WritesPyTorchsStatistics()
    {
        RecalibrationResult result = Assert.Single(lab.Recalibrate(lab.Run(null, "dune"), "domain.onnx"));

        OnnxModel written = OnnxModel.Load(result.Output);
        IReadOnlyDictionary<string, LayerMoments> expected = TinyFixture.Statistics("domain");
        foreach (BatchNormLayer layer in BatchNormLayers.FindRewritable(written))
        {
            Close.Assert(expected[layer.Name].Mean, layer.Stored!.Mean, 1e-5, layer.Name);
            Close.Assert(expected[layer.Name].Variance, layer.Stored.Variance, 1e-5, layer.Name);
        }

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(result.Output))), result.Sha256);
        Assert.Equal(("shifteval.recalibrate/1", 36, "domain"), (result.Schema, result.Samples, result.Spec));
        Assert.Equal(["dune"], result.Domains);
        Assert.Equal([("values", 12), ("metadata", 1)], result.Changes.GroupBy(change => change.Kind).Select(kind => (kind.Key, kind.Count())));
        Assert.Equal(["bn", "blocks.0.bn1", "blocks.0.bn2", "blocks.1.bn1", "blocks.1.bn2", "blocks.1.down.1"], result.Layers.Select(layer => layer.Name));
        Assert.All(result.Layers, layer => Assert.True(layer.Shift > 0.01));
        Assert.Equal(["training-grouping"], result.Warnings.Select(warning => warning.Code));
    }

    [Fact]
    public void Run_Domain_RecordsWhereTheStatisticsComeFrom()
    {
        RunOptions run = lab.Run(null, "dune") with { Seed = 5, SplitSeed = 7 };
        Sample[] used = [.. DataSetup.Prepare(run, needsTest: false).Splits.Samples.Where(sample => sample is { Domain: "dune", Split: Split.Adapt })];

        StatisticsProvenance provenance = TinyLab.ProvenanceOf(lab.Recalibrate(run, "provenance.onnx")[0].Output);

        string original = OnnxModel.Load(lab.Model).Sha256;
        Assert.Equal((original, original, "domain"), (provenance.SourceSha256, provenance.ParentSha256, provenance.Spec));
        Assert.Equal((36, ContentHash.OfIds(used.Select(sample => sample.Id)), ContentHash.OfData(used)), (provenance.Samples, provenance.SampleIdsSha256, provenance.DataSha256));
        Assert.Equal(("column split", 7, 5), (provenance.SplitRule, provenance.SplitSeed, provenance.Seed));
        Assert.Equal(("population", "total", null, null), (provenance.Method, provenance.Estimator, provenance.BatchSize, provenance.Order));
        Assert.Equal(["dune"], provenance.Domains);
        Assert.Equal(24, provenance.Preprocess.GetProperty("size").GetProperty("height").GetInt32());
        Assert.StartsWith("shifteval ", provenance.Tool, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_AdaptImagesThatBecameTestImages_AreNeverScored()
    {
        string written = lab.Recalibrate(lab.Run(null, "dune"), "half.onnx", "domain,samples=20")[0].Output;
        string[] moved = [.. TinyFixture.Rows.Where(row => row is { Lab: "dune", Split: "adapt" }).Take(18).Select(row => row.Path)];
        string[] adapted = [.. DataSetup.Prepare(lab.Run(null, "dune"), needsTest: false) is var data
            ? SampleOrder.Take(data.Splits.Adapt("dune"), 20, 0).Select(sample => sample.Id)
            : []];
        string manifest = lab.Manifest(TinyFixture.Rows.Select(row => moved.Contains(row.Path) ? row with { Split = "test", Slide = $"moved-{row.Slide}" } : row));

        ComparisonResult result = lab.Evaluate(written, lab.Run(manifest, "dune"));

        Assert.Equal(42 + moved.Except(adapted).Count(), result.Cells.Single().Samples);
        Assert.True(moved.Intersect(adapted).Any());
    }

    [Fact]
    public void Run_Minibatch_RecordsBatchAndOrder()
    {
        RecalibrationResult result = lab.Recalibrate(
            lab.Run(null, "dune"), "minibatch.onnx", "domain,samples=20,method=minibatch,batch=8,order=file,estimator=mean-of-batches")[0];

        StatisticsProvenance provenance = TinyLab.ProvenanceOf(result.Output);
        Assert.Equal((20, "minibatch", "mean-of-batches", 8, "file"), (provenance.Samples, provenance.Method, provenance.Estimator, provenance.BatchSize, provenance.Order));
        Assert.Equal("domain,method=minibatch,estimator=mean-of-batches,batch=8,order=file,samples=20", provenance.Spec);
    }

    [Fact]
    public void Run_Twice_WritesTheSameBytes()
    {
        RunOptions run = lab.Run(null, "dune");

        Assert.Equal(
            File.ReadAllBytes(lab.Recalibrate(run, "once.onnx", "mix:0.5,source=precise")[0].Output),
            File.ReadAllBytes(lab.Recalibrate(run, "twice.onnx", "mix:0.5,source=precise")[0].Output));
    }

    [Fact]
    public void Run_Ema_WritesTheVeryBytesRead()
    {
        RecalibrationResult result = lab.Recalibrate(lab.Run(null, "dune"), "ema.onnx", "ema")[0];

        Assert.Equal(File.ReadAllBytes(lab.Model), File.ReadAllBytes(result.Output));
        Assert.Empty(result.Changes);
        Assert.All(result.Layers, layer => Assert.Equal(0, layer.Shift));
        Assert.Equal(0, result.Samples);
    }

    [Fact]
    public void Run_SameStatisticsAgain_WritesTheVeryBytesReadWithTheirProvenance()
    {
        RunOptions run = lab.Run(null, "dune");
        string first = lab.Recalibrate(run, "first.onnx", "from=dune")[0].Output;

        RecalibrationResult again = lab.Recalibrate(run, "again.onnx", "mix:1", model: first)[0];

        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(again.Output));
        Assert.Empty(again.Changes);
    }

    [Fact]
    public void Run_OnARecalibratedModel_KeepsTheFirstAncestor()
    {
        string first = lab.Recalibrate(lab.Run(null, "dune"), "ancestor.onnx")[0].Output;

        StatisticsProvenance provenance = TinyLab.ProvenanceOf(lab.Recalibrate(lab.Run(null, "aster"), "child.onnx", model: first)[0].Output);

        Assert.Equal((OnnxModel.Load(lab.Model).Sha256, OnnxModel.Load(first).Sha256), (provenance.SourceSha256, provenance.ParentSha256));
        Assert.Equal(["aster"], provenance.Domains);
    }

    [Fact]
    public void Run_SeveralDomains_ArePooledIntoOneFileAndSaidSo()
    {
        RecalibrationResult result = Assert.Single(lab.Recalibrate(lab.Run(null, "dune", "birch"), "pooled.onnx"));

        StatisticsProvenance provenance = TinyLab.ProvenanceOf(result.Output);
        Assert.Equal(36 + 45, result.Samples);
        Assert.Equal(["birch", "dune"], provenance.Domains);
        Assert.Equal(
            "The statistics pool the images of birch, dune; per-domain files come from an output path with {domain}.",
            Assert.Single(result.Warnings, warning => warning.Code == "pooled-domains").Message);
    }

    [Fact]
    public void Run_DomainInThePath_WritesOneFileEach()
    {
        RunOptions run = lab.Run(null, "dune", "aster");

        IReadOnlyList<RecalibrationResult> results = lab.Recalibrate(run, "each-{domain}.onnx");

        Assert.Equal([lab.At("each-aster.onnx"), lab.At("each-dune.onnx")], results.Select(result => result.Output));
        Assert.Equal(["aster", "dune"], results.SelectMany(result => TinyLab.ProvenanceOf(result.Output).Domains));
        Assert.Equal(File.ReadAllBytes(lab.Recalibrate(lab.Run(run.Data, "dune"), "alone.onnx")[0].Output), File.ReadAllBytes(results[1].Output));
    }

    [Fact]
    public void Run_DomainNamesThatGiveOneFile_AreRefusedBeforeAnythingIsWritten()
    {
        TinyRow[] rows = [.. TinyFixture.Rows.Where(row => row.Lab is "aster" or "dune").Select(row => row with { Lab = row.Lab == "dune" ? "lab:1" : "lab/1" })];

        Assert.Equal(
            $"{lab.At("clash-lab_1.onnx")}: would hold each of lab/1, lab:1, whose names give one file name. Recalibrate to one domain at a time, with an output path of its own.",
            Assert.Throws<InputException>(() => lab.Recalibrate(lab.Run(lab.Manifest(rows)), "clash-{domain}.onnx")).Message);
        Assert.False(File.Exists(lab.At("clash-lab_1.onnx")));
    }

    [Theory]
    [InlineData("domain", "tiny-default.dune.onnx", "dune")]
    [InlineData("domain", "tiny-default.pooled.onnx", "dune", "aster")]
    [InlineData("from=aster", "tiny-default.aster.onnx", "dune")]
    [InlineData("precise", "tiny-default.precise.onnx", "dune")]
    [InlineData("mix:0.5", "tiny-default.dune.onnx", "dune")]
    public void Run_NoOutput_NamesItAfterModelAndDomain(string statistics, string expected, params string[] domains)
    {
        string model = lab.At("tiny-default.onnx");
        File.Copy(lab.Model, model, overwrite: true);
        RecalibrationOptions options = new() { Run = lab.Run(null, domains), Model = model, Statistics = statistics, Overwrite = true };

        try
        {
            Assert.Equal(expected, Recalibrator.Run(options, null, CancellationToken.None).Single().Output);
            Assert.True(File.Exists(expected));
        }
        finally
        {
            File.Delete(expected);
        }
    }

    [Fact]
    public void Run_ExistingOutputOrTheModelItself_IsRefused()
    {
        File.WriteAllText(lab.At("taken.onnx"), "mine");
        byte[] original = File.ReadAllBytes(lab.Model);
        RecalibrationOptions options = new() { Run = lab.Run(null, "dune"), Model = lab.Model, Output = lab.At("taken.onnx") };

        Assert.Equal(
            $"{lab.At("taken.onnx")}: exists already. Add --overwrite to replace it, or choose another output path.",
            Assert.Throws<InputException>(() => Recalibrator.Run(options, null, CancellationToken.None)).Message);
        Assert.Equal(
            $"{lab.Model}: is the model that is read. Write to another path; the original stays as it is.",
            Assert.Throws<InputException>(() => Recalibrator.Run(options with { Output = lab.Model, Overwrite = true }, null, CancellationToken.None)).Message);
        Assert.Equal("mine", File.ReadAllText(lab.At("taken.onnx")));
        Assert.Equal(original, File.ReadAllBytes(lab.Model));

        Recalibrator.Run(options with { Overwrite = true }, null, CancellationToken.None);
        Assert.NotNull(TinyLab.ProvenanceOf(lab.At("taken.onnx")));
    }

    [Theory]
    [InlineData("batch:8", "--statistics batch:8: has no constant statistics that a file could hold. Use domain, precise, from=NAME, mix:W or file:PATH.")]
    [InlineData("stream:ema", "--statistics stream:ema: has no constant statistics that a file could hold. Use domain, precise, from=NAME, mix:W or file:PATH.")]
    [InlineData("from=*", "--statistics from=*: means several statistics, and one file holds one. Name the domain, as in from=labA.")]
    [InlineData("ema,domain", "--statistics ema,domain: 2 specs stand where one is wanted. Give one spec.")]
    public void Run_SpecsThatAFileCannotHold_AreRefused(string statistics, string message)
    {
        Assert.Equal(message, Assert.Throws<InputException>(() => lab.Recalibrate(lab.Run(null, "dune"), "refused.onnx", statistics)).Message);
        Assert.False(File.Exists(lab.At("refused.onnx")));
    }

    [Fact]
    public void Run_ActivationsThatAreNoNumbers_FailAndWriteNothing()
    {
        string model = lab.Poisoned("conv.weight", "nan.onnx");

        RunFailedException exception = Assert.Throws<RunFailedException>(() => lab.Recalibrate(lab.Run(null, "dune"), "nan-out.onnx", model: model));

        Assert.Contains("bn", exception.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(lab.At("nan-out.onnx")));
    }

    [Fact]
    public void Run_SkippedImages_AreWarnedOfAndNotRecorded()
    {
        TinyRow bad = TinyFixture.Select("adapt", "dune")[0] with { Path = "images/broken.png" };
        File.WriteAllText(lab.At(bad.Path), "no image");
        RunOptions run = lab.Run(lab.Manifest([.. TinyFixture.Rows, bad]), "dune") with { OnError = OnError.Skip };

        RecalibrationResult result = lab.Recalibrate(run, "skipped.onnx")[0];

        Assert.StartsWith("images/broken.png ", Assert.Single(result.Warnings, warning => warning.Code == "skipped").Message, StringComparison.Ordinal);
        Assert.Equal((36, 36), (result.Samples, TinyLab.ProvenanceOf(result.Output).Samples));
        Assert.Throws<InputException>(() => lab.Recalibrate(run with { OnError = OnError.Fail }, "not-skipped.onnx"));
    }

    [Fact]
    public void Evaluate_TheWrittenModel_GivesTheFiguresOfCompareUnderTheNameStored()
    {
        RunOptions run = lab.Run(null, "dune");
        CellResult compared = lab.Compare(run, "domain").Cells.Single();

        ComparisonResult evaluated = lab.Evaluate(lab.Recalibrate(run, "evaluated.onnx")[0].Output, run);

        CellResult cell = evaluated.Cells.Single();
        Assert.Equal(("stored", "ema", null), (cell.Statistics, cell.Spec, cell.AdaptSamples));
        Assert.Equal(compared.Confusion, cell.Confusion);
        Assert.Equal(compared.Metrics["nll"].Value!.Value, cell.Metrics["nll"].Value!.Value, 1e-5);
        Assert.DoesNotContain(evaluated.Warnings, warning => warning.Code.StartsWith("adapt-", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("domain")]
    [InlineData("domain,samples=10")]
    [InlineData("from=dune")]
    [InlineData("mix:0.5")]
    public void Evaluate_OtherSplitSeed_LeavesTheImagesUsedOut(string statistics)
    {
        string manifest = lab.Manifest(TinyFixture.Rows, splits: false);
        RunOptions recalibrated = lab.Run(manifest, "dune") with { SplitSeed = 1 };
        RunOptions evaluated = recalibrated with { SplitSeed = 2 };
        HashSet<string> adapt = [.. DataSetup.Prepare(recalibrated, needsTest: true).Splits.Adapt("dune").Select(sample => sample.Id)];
        int tested = DataSetup.Prepare(evaluated, needsTest: true).Splits.Test("dune").Count;
        string model = lab.Recalibrate(recalibrated, $"seed-{statistics.Length}.onnx", statistics)[0].Output;
        StatisticsProvenance provenance = TinyLab.ProvenanceOf(model);
        if (statistics == "domain,samples=10")
        {
            adapt = [.. SampleOrder.Take(DataSetup.Prepare(recalibrated, needsTest: true).Splits.Adapt("dune"), 10, 0).Select(sample => sample.Id)];
        }

        int both = DataSetup.Prepare(evaluated, needsTest: true).Splits.Test("dune").Count(sample => adapt.Contains(sample.Id));
        ComparisonResult result = lab.Evaluate(model, evaluated);

        Assert.True(both > 0);
        Assert.Equal((1, "sha256 seed 1"), (provenance.SplitSeed, provenance.SplitRule));
        Assert.Equal(tested - both, result.Cells.Single().Samples);
        Assert.Equal(
            $"{both} of {tested} images gave {Path.GetFileName(model)} its statistics and are not scored.",
            Assert.Single(result.Warnings, warning => warning.Code == "adapt-samples-left-out").Message);
    }

    [Fact]
    public void Evaluate_RecalibratedOnAllImages_HasNothingToScoreThere()
    {
        RunOptions run = lab.Run(null, "dune");
        string model = lab.Recalibrate(run, "all.onnx", all: true)[0].Output;

        Assert.Equal(("all", 78), (TinyLab.ProvenanceOf(model).SplitRule, TinyLab.ProvenanceOf(model).Samples));
        Assert.Equal(
            "all.onnx, domain dune: every image to score is one that the model's statistics were estimated from. Score other images or, with --domain, other domains, or recalibrate from the adapt split alone.",
            Assert.Throws<InputException>(() => lab.Evaluate(model, run)).Message);
        Assert.Equal(21, lab.Evaluate(model, lab.Run(run.Data, "birch")).Cells.Single().Samples);
    }

    [Fact]
    public void Evaluate_DataThatHasGrown_KnowsTheImagesByTheirHashes()
    {
        TinyRow[] fewer = [.. TinyFixture.Rows.Where((row, i) => row.Lab != "dune" || i % 5 != 0)];
        string model = lab.Recalibrate(lab.Run(lab.Manifest(fewer), "dune"), "grown.onnx")[0].Output;
        string turned = lab.Manifest(TinyFixture.Rows.Select(row => row is { Lab: "dune" } ? row with { Split = row.Split == "test" ? "adapt" : "test" } : row));

        ComparisonResult grown = lab.Evaluate(model, lab.Run(null, "dune"));
        ComparisonResult swapped = lab.Evaluate(model, lab.Run(turned, "dune"));
        ComparisonResult elsewhere = lab.Evaluate(model, lab.Run(lab.Manifest(TinyFixture.Rows.Where(row => row.Lab == "aster"))));

        Assert.Equal(42, grown.Cells.Single().Samples);
        Assert.DoesNotContain(grown.Warnings, warning => warning.Code == "adapt-samples-unknown");
        Assert.Equal(36 - fewer.Count(row => row is { Lab: "dune", Split: "adapt" }), swapped.Cells.Single().Samples);
        Assert.DoesNotContain(elsewhere.Warnings, warning => warning.Code == "adapt-samples-unknown");
    }

    [Fact]
    public void Evaluate_SpecOfAnotherVersion_SaysThatItCannotTellTheImagesApart()
    {
        RunOptions run = lab.Run(null, "dune");
        OnnxModel model = OnnxModel.Load(lab.Recalibrate(run, "version.onnx")[0].Output).Clone();
        StatisticsProvenance recorded = ProvenanceEntry.Read(model)! with { SampleHashes = null };
        ProvenanceEntry.Set(model, recorded with { Spec = "dreams" });
        OnnxModelWriter.Save(model, lab.At("other-version.onnx"));

        ComparisonResult result = lab.Evaluate(lab.At("other-version.onnx"), run);

        Assert.Equal("stored", result.Cells.Single().Statistics);
        Assert.Single(result.Warnings, warning => warning.Code == "adapt-samples-unknown");
    }

    [Fact]
    public void Evaluate_RecalibratedOnTheTestImages_LeavesThemOut()
    {
        RunOptions run = lab.Run(null, "dune");
        string model = lab.Recalibrate(run, "test.onnx", "test")[0].Output;

        Assert.Throws<InputException>(() => lab.Evaluate(model, run));
    }

    [Fact]
    public void Compare_RecalibratedModelWithItsOriginal_PairsWhatBothScore()
    {
        RunOptions run = lab.Run(null, "dune");
        string model = lab.Recalibrate(run, "paired.onnx")[0].Output;

        ComparisonResult result = TinyLab.Compare(lab.Options(run, "ema") with { Models = [lab.Model, model] });

        Assert.Equal([("model.onnx", "ema"), ("paired.onnx", "stored")], result.Cells.Select(cell => (cell.Model, cell.Statistics)));
        Assert.All(result.Differences, row => Assert.Equal(new VariantResult("paired.onnx", "stored"), row.To));
        Assert.Equal(TinyFixture.Score("domain", "dune").Correct - TinyFixture.Score("ema", "dune").Correct, Math.Round(result.Differences.Single(row => row.Metric == "accuracy").Value!.Value * 42, 6));
    }
}
