using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Store;
using ShiftEval.Diagnostics;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Store;
using ShiftEval.Tests.Reference;
using ShiftEval.Tests.Statistics.Store;

namespace ShiftEval.Tests.Comparison.Store;

public sealed class StatisticsApplierTests(TinyLab lab) : IClassFixture<TinyLab>
{
    [Fact]
    public void Apply_TheOriginalsStatistics_GivesBackTheOriginalsBytes()
    {
        string adapted = lab.Recalibrate(lab.Run(null, "dune"), "adapted.onnx")[0].Output;
        StatisticsExtractor.Run(lab.Model, lab.At("original.safetensors"), overwrite: false);

        StatisticsApplyResult undone = StatisticsApplier.Run(adapted, lab.At("original.safetensors"), lab.At("undone.onnx"), overwrite: false);

        Assert.NotEqual(File.ReadAllBytes(lab.Model), File.ReadAllBytes(adapted));
        Assert.Equal(File.ReadAllBytes(lab.Model), File.ReadAllBytes(undone.Output));
        Assert.Empty(undone.Warnings);
    }

    [Fact]
    public void Apply_WhatARecalibratedModelHolds_MakesTheOriginalThatModel()
    {
        string adapted = lab.Recalibrate(lab.Run(null, "dune"), "held.onnx")[0].Output;
        StatisticsExtractor.Run(adapted, lab.At("held.safetensors"), overwrite: false);

        StatisticsApplier.Run(lab.Model, lab.At("held.safetensors"), lab.At("held.again.onnx"), overwrite: false);

        Assert.Equal(File.ReadAllBytes(adapted), File.ReadAllBytes(lab.At("held.again.onnx")));
    }

    [Fact]
    public void Apply_StatisticsThatTheModelHas_ChangesNothing()
    {
        StatisticsExtractor.Run(lab.Model, lab.At("own.safetensors"), overwrite: false);

        StatisticsApplyResult result = StatisticsApplier.Run(lab.Model, lab.At("own.safetensors"), lab.At("same.onnx"), overwrite: false);

        Assert.Empty(result.Changes);
        Assert.Equal(File.ReadAllBytes(lab.Model), File.ReadAllBytes(result.Output));
    }

    [Fact]
    public void Apply_FileOfAModelWithOtherLayersOrChannels_IsRefused()
    {
        StatisticsExtractor.Run(lab.Model, lab.At("fits.safetensors"), overwrite: true);
        StatisticsFile file = lab.Load("fits.safetensors");
        StatisticsFile lacking = file with { Layers = [.. file.Layers.Skip(1)] };
        StatisticsFile narrow = file with { Layers = [StoredLayer.Of("bn", new LayerStatistics([1], [1])), .. file.Layers.Skip(1)] };
        StatisticsFile surplus = file with { Layers = [.. file.Layers, StoredLayer.Of("other", new LayerStatistics([1], [1]))] };
        int channels = file.Layers[0].Channels;

        string path = lab.At("misfit.safetensors");
        Assert.Equal($"{path}: has no layer bn, which {lab.Model} has. Use statistics of this model, see shifteval stats show.", Refusal(lacking));
        Assert.Equal($"{path}: has 1 channels in layer bn, {lab.Model} has {channels}. Use statistics of this model, see shifteval stats show.", Refusal(narrow));
        Assert.Equal($"{path}: has a layer other, which {lab.Model} has not. Use statistics of this model, see shifteval stats show.", Refusal(surplus));

        string Refusal(StatisticsFile misfit)
        {
            StatisticsFileWriter.Save(misfit, path);
            string message = Assert.Throws<InputException>(() => StatisticsApplier.Run(lab.Model, path, lab.At("never.onnx"), overwrite: false)).Message;
            Assert.Equal(message, Assert.Throws<InputException>(() => lab.Recalibrate(lab.Run(null, "dune"), "never.onnx", $"file:{path}")).Message);
            Assert.False(File.Exists(lab.At("never.onnx")));
            return message;
        }
    }

    [Fact]
    public void Apply_FileThatFitsButIsOfAnotherModel_IsWarnedOf()
    {
        StatisticsExtractor.Run(lab.At("model.batch1.onnx"), lab.At("batch1.safetensors"), overwrite: true);
        File.WriteAllBytes(lab.At("nobody.safetensors"), StatisticsFileWriter.ToBytes(lab.Load("batch1.safetensors") with { Provenance = null }));

        Warning other = Assert.Single(StatisticsApplier.Run(lab.Model, lab.At("batch1.safetensors"), lab.At("warned.onnx"), overwrite: true).Warnings);
        Warning nobody = Assert.Single(StatisticsApplier.Run(lab.Model, lab.At("nobody.safetensors"), lab.At("warned.onnx"), overwrite: true).Warnings);

        Assert.Equal(("statistics-of-another-model", $"{lab.At("batch1.safetensors")} holds statistics of another model than {lab.Model}, though layers and channels fit."), (other.Code, other.Message));
        Assert.Equal(("statistics-of-another-model", $"{lab.At("nobody.safetensors")} does not tell which model its statistics are of; layers and channels fit {lab.Model}."), (nobody.Code, nobody.Message));
    }

    [Fact]
    public void Apply_LayerThatNoImageReached_KeepsWhatItHas()
    {
        lab.Collect("reached.safetensors", "domain,method=frozen", lab.Run(null, "dune"));
        StatisticsFile file = lab.Load("reached.safetensors");
        string path = lab.At("unreached.safetensors");
        StatisticsFileWriter.Save(file with { Layers = [StoredLayer.Of("bn", new LayerSums(ChannelMoments.Empty(file.Layers[0].Channels), null)), .. file.Layers.Skip(1)] }, path);

        StatisticsApplyResult result = StatisticsApplier.Run(lab.Model, path, lab.At("unreached.onnx"), overwrite: false);

        Assert.Equal("bn", file.Layers[0].Name);
        Assert.Equal(0, result.Layers[0].Shift);
        Assert.All(result.Layers.Skip(1), layer => Assert.True(layer.Shift > 0));
        Assert.Equal([("layers-not-reached", $"{path} has no values for bn, which keep what they have.")], result.Warnings.Select(warning => (warning.Code, warning.Message)));
    }

    [Fact]
    public void Apply_DamagedFile_WritesNothing()
    {
        File.WriteAllBytes(lab.At("damaged.safetensors"), RawStore.Of(RawStore.Values, ("bn.mean", [1]), ("bn.var", [-1])));

        InputException refusal = Assert.Throws<InputException>(() => StatisticsApplier.Run(lab.Model, lab.At("damaged.safetensors"), lab.At("no.onnx"), overwrite: false));

        Assert.Equal($"{lab.At("damaged.safetensors")}, tensor bn.var: is -1 at channel 0, and it is never negative. Collect the statistics again.", refusal.Message);
        Assert.False(File.Exists(lab.At("no.onnx")));
    }

    [Fact]
    public void Recalibrate_File_NeedsNoDataAndWritesWhatApplyWrites()
    {
        lab.Collect("dune.safetensors", "domain", lab.Run(null, "dune"));
        StatisticsApplier.Run(lab.Model, lab.At("dune.safetensors"), lab.At("applied.onnx"), overwrite: false);

        RecalibrationResult result = lab.Recalibrate(lab.Run() with { Data = "" }, "nodata.onnx", $"file:{lab.At("dune.safetensors")}")[0];

        Assert.Equal(File.ReadAllBytes(lab.At("applied.onnx")), File.ReadAllBytes(result.Output));
        Assert.Equal((36, null, null), (result.Samples, result.Device, result.Image));
        Assert.Equal(["dune"], result.Domains);
        Assert.Equal("domain", TinyLab.ProvenanceOf(result.Output).Spec);
    }

    [Fact]
    public void Compare_File_ScoresAsTheEstimationItCameFrom()
    {
        lab.Collect("scored.safetensors", "domain,method=frozen", lab.Run(null, "dune"));

        ComparisonResult result = lab.Compare(lab.Run(null, "dune"), $"file:{lab.At("scored.safetensors")}", "domain,method=frozen");

        Assert.Equal(result.Cells[1].Confusion, result.Cells[0].Confusion);
        Assert.Equal(result.Cells[1].Metrics["nll"].Value!.Value, result.Cells[0].Metrics["nll"].Value!.Value, 1e-9);
        Assert.Equal((36, 42), (result.Cells[0].AdaptSamples, result.Cells[0].Samples));
    }

    [Fact]
    public void Compare_FileMeasuredOnImagesToScore_LeavesThemOut()
    {
        // Ten of dune's 42 test images, of which the model of the file makes a secret: no id is in it.
        TinyRow[] rows = [.. TinyFixture.Rows];
        TinyRow[] some = [.. rows.Where(row => row is { Lab: "dune", Split: "test" }).Take(10)];
        lab.Collect("seen.safetensors", "domain", lab.Run(lab.Manifest(some.Select(row => row with { Split = "adapt" })), "dune"));
        string model = StatisticsApplier.Run(lab.Model, lab.At("seen.safetensors"), lab.At("seen.onnx"), overwrite: false).Output;

        ComparisonResult compared = lab.Compare(lab.Run(null, "dune"), "ema", $"file:{lab.At("seen.safetensors")}");
        ComparisonResult evaluated = lab.Evaluate(model, lab.Run(null, "dune"));

        Assert.All(compared.Cells.Concat(evaluated.Cells), cell => Assert.Equal(32, cell.Samples));
        Assert.Equal(
            ("adapt-samples-left-out", $"10 of 42 images gave {lab.At("seen.safetensors")} its statistics and are not scored."),
            compared.Warnings.Where(warning => warning.Code == "adapt-samples-left-out").Select(warning => (warning.Code, warning.Message)).Single());
        Assert.Contains(evaluated.Warnings, warning => warning.Message == "10 of 42 images gave seen.onnx its statistics and are not scored.");
    }

    [Fact]
    public void Compare_MissingFile_IsRefusedWithTheRest()
    {
        string message = Assert.Throws<InputException>(() => lab.Compare(lab.Run(null, "nowhere"), "file:no.safetensors")).Message;

        Assert.Contains("no.safetensors: does not exist. Check the path of the statistics file.", message, StringComparison.Ordinal);
        Assert.Contains("nowhere", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Diff_MeansApartByAStandardDeviation_SaysSo()
    {
        StatisticsFile file = new()
        {
            Name = "a",
            Format = StatisticsFile.ValuesFormat,
            Layers = [StoredLayer.Of("bn", new LayerStatistics([0, 1], [3, 3]))],
            Epsilons = new Dictionary<string, double>(StringComparer.Ordinal) { ["bn"] = 1 },
        };
        StatisticsFileWriter.Save(file, lab.At("a.safetensors"));
        StatisticsFileWriter.Save(file with { Layers = [StoredLayer.Of("bn", new LayerStatistics([2, 1], [3, 15]))] }, lab.At("b.safetensors"));

        LayerDifferenceResult layer = Assert.Single(StatisticsInspector.Diff(lab.At("a.safetensors"), lab.At("b.safetensors")).Layers);

        double spread = (Math.Sqrt(15) - Math.Sqrt(3)) / 2;
        Assert.Equal(new ChannelSummary(0.5, 0, 1), layer.MeanShift);
        Assert.Equal(new ChannelSummary(2.5, 1, 4), layer.VarianceRatio);
        Assert.Equal(new ChannelSummary((1 + spread) / 2, Math.Min(1, spread), Math.Max(1, spread)), layer.Wasserstein);
    }

    [Fact]
    public void Diff_ModelAndFile_IsTheShiftThatRecalibrateTells()
    {
        RecalibrationResult result = lab.Recalibrate(lab.Run(null, "dune"), "shifted.onnx")[0];

        StatisticsDiffResult diff = StatisticsInspector.Diff(lab.Model, result.Output);

        Assert.Equal(result.Layers.Select(layer => layer.Name), diff.Layers.Select(layer => layer.Name));
        Assert.All(result.Layers.Zip(diff.Layers), pair => Assert.Equal(pair.First.Shift, pair.Second.Wasserstein.Mean, 1e-6));
    }

    [Fact]
    public void Show_ModelAndFile_TellRangesAndProvenance()
    {
        lab.Collect("shown.safetensors", "domain,method=minibatch,batch=9", lab.Run(null, "dune"));

        StatisticsShowResult file = StatisticsInspector.Show(lab.At("shown.safetensors"));
        StatisticsShowResult model = StatisticsInspector.Show(lab.Model);

        Assert.Equal(("shifteval.moments/1", "minibatch", "collect", 4), (file.Format, file.Forward, file.Origin, file.Batches));
        Assert.Equal(36, file.Provenance!.Samples);
        Assert.All(file.Layers, layer => Assert.True(layer.Count > 0 && layer.Variance!.Value.Least <= layer.Variance.Value.Most));
        Assert.Equal("model", model.Format);
        Assert.Null(model.Provenance);
        Assert.All(model.Layers, layer => Assert.Null(layer.Count));
    }
}
