using System.Globalization;
using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Setup;
using ShiftEval.Comparison.Store;
using ShiftEval.Datasets;
using ShiftEval.Datasets.Batches;
using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Store;
using ShiftEval.Tests.Estimation;
using ShiftEval.Tests.Reference;
using ShiftEval.Tests.Statistics.Store;

namespace ShiftEval.Tests.Comparison.Store;

public sealed class StatisticsCollectorTests(TinyLab lab) : IClassFixture<TinyLab>
{
    [Theory]
    [InlineData("method=minibatch", "total")]
    [InlineData("method=minibatch,estimator=mean-of-batches", "means")]
    [InlineData("method=frozen", "frozen")]
    public void Collect_MergedParts_EqualTheOneRun(string keys, string name)
    {
        string spec = $"domain,{keys},batch=5";
        RunOptions run = lab.Run(null, "dune");
        lab.Collect($"{name}.safetensors", spec, run);
        StatisticsFile whole = lab.Load($"{name}.safetensors");
        foreach (int parts in new[] { 1, 2, 3, 7 })
        {
            string[] paths = [.. Enumerable.Range(1, parts).Select(part => lab.Collect($"{name}.{part}of{parts}", spec, run, $"{part}/{parts}").Output)];
            if (parts == 1)
            {
                StatisticsSumTests.AssertEqual(whole, StatisticsFileReader.Load(paths[0]), 0);
                continue;
            }

            StatisticsAddition.Merge(paths, lab.At($"{name}.merged{parts}"), overwrite: false);

            StatisticsSumTests.AssertEqual(whole, lab.Load($"{name}.merged{parts}"), 1e-12);
        }
    }

    [Theory]
    [InlineData("minibatch")]
    [InlineData("frozen")]
    public void Collect_OneDomainTakenOutOfTheUnion_IsTheUnionOfTheOthers(string method)
    {
        string[] labs = ["aster", "birch", "cedar"];
        string[] paths = [.. labs.Select(name => lab.Collect($"{method}.{name}", $"from={name},split=train,method={method},batch=8", lab.Run()).Output)];
        StatisticsAddition.Merge(paths, lab.At($"{method}.all"), overwrite: false);
        StatisticsAddition.Merge([paths[0], paths[2]], lab.At($"{method}.others"), overwrite: false);

        StatisticsFileResult rest = StatisticsAddition.Subtract(lab.At($"{method}.all"), paths[1], lab.At($"{method}.rest"), overwrite: false);

        StatisticsSumTests.AssertEqual(lab.Load($"{method}.others"), lab.Load($"{method}.rest"), 1e-9);
        Assert.Equal(["aster", "cedar"], rest.Domains);
        if (method == "frozen")
        {
            // Sample by sample, so that one run over both labs, batches mixed, is the same.
            lab.Collect("frozen.run", "precise,method=frozen", lab.Run() with { Sources = ["aster", "cedar"] });
            StatisticsSumTests.AssertEqual(lab.Load("frozen.run"), lab.Load("frozen.rest"), 1e-6);
        }
    }

    [Fact]
    public void Collect_Values_AreThoseThatRecalibrateWrites()
    {
        RunOptions run = lab.Run(null, "dune");
        foreach (string spec in new[] { "domain", "domain,method=minibatch,batch=8,estimator=mean-of-batches", "domain,method=frozen", "test" })
        {
            StatisticsFileResult collected = lab.Collect("values.safetensors", spec, run, overwrite: true);
            lab.Collect("again.safetensors", spec, run, overwrite: true);
            string written = lab.At(FormattableString.Invariant($"values{spec.Length}.onnx"));
            lab.Recalibrate(run, written, spec);
            string applied = lab.At(FormattableString.Invariant($"applied{spec.Length}.onnx"));
            StatisticsApplier.Run(lab.Model, collected.Output, applied, overwrite: false);

            foreach ((BatchNormLayer left, BatchNormLayer right) in BatchNormLayers.FindRewritable(OnnxModel.Load(written)).Zip(BatchNormLayers.FindRewritable(OnnxModel.Load(applied))))
            {
                Assert.Equal(left.Stored!.Mean, right.Stored!.Mean);
                Assert.Equal(left.Stored.Variance, right.Stored.Variance);
            }

            Assert.Equal(File.ReadAllBytes(lab.At("values.safetensors")), File.ReadAllBytes(lab.At("again.safetensors")));
            StatisticsProvenance estimated = TinyLab.ProvenanceOf(written);
            StatisticsProvenance stored = TinyLab.ProvenanceOf(applied);
            Assert.Equal((estimated.Spec, estimated.SampleIdsSha256, estimated.DataSha256, estimated.Method), (stored.Spec, stored.SampleIdsSha256, stored.DataSha256, stored.Method));
        }
    }

    [Fact]
    public void Collect_AnotherCulture_WritesTheSameBytes()
    {
        RunOptions run = lab.Run(null, "dune");
        lab.Collect("plain.safetensors", "domain,method=minibatch,batch=7", run);
        CultureInfo before = Thread.CurrentThread.CurrentCulture;
        try
        {
            Thread.CurrentThread.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            lab.Collect("german.safetensors", "domain,method=minibatch,batch=7", run);
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }

        Assert.Equal(File.ReadAllBytes(lab.At("plain.safetensors")), File.ReadAllBytes(lab.At("german.safetensors")));
    }

    [Fact]
    public void Collect_Samples_AreMarkedByDomainIdAndContent()
    {
        RunOptions run = lab.Run(null, "aster", "dune");
        lab.Collect("marks.safetensors", "domain,method=minibatch,batch=10", run);

        StatisticsFile file = lab.Load("marks.safetensors");

        Sample[] used = [.. DataSetup.Prepare(run, needsTest: false).Splits.Samples.Where(sample => sample.Split == Split.Adapt && sample.Domain is "aster" or "dune").Where(sample => sample.Split == Split.Adapt)];
        Assert.Equal(48, used.Length);
        Assert.Equal(used.Select(sample => SampleMarks.Of(sample.Domain, sample.Id, ContentHash.OfFile(sample.Path))).Order(), file.Samples!.Hashes);
        Assert.Equal(["aster", "dune"], file.Provenance!.Domains);
        Assert.Equal(12, file.Samples.Domains!.Count(domain => domain == 0));
        Assert.Equal(5, file.Samples.BatchCount);
        Assert.Equal("minibatch", file.Forward);
    }

    [Fact]
    public void Collect_FoldedModel_FrozenPartsMergeAndApplyThroughRecalibrate()
    {
        string folded = lab.At("model.folded.onnx");
        RunOptions run = lab.Run(null, "dune");
        lab.Collect("folded", "domain,method=frozen,batch=12", run, model: folded);
        string[] parts = [.. Enumerable.Range(1, 2).Select(part => lab.Collect($"folded{part}", "domain,method=frozen,batch=12", run, $"{part}/2", folded).Output)];
        StatisticsAddition.Merge(parts, lab.At("folded.merged"), overwrite: false);
        StatisticsSumTests.AssertEqual(lab.Load("folded"), lab.Load("folded.merged"), 1e-12);

        RecalibrationResult estimated = lab.Recalibrate(run, "folded.estimated.onnx", "domain,method=frozen,batch=12", model: folded)[0];
        RecalibrationResult read = lab.Recalibrate(run, "folded.read.onnx", $"file:{lab.At("folded")}", model: folded)[0];

        Assert.Equal(estimated.Layers, read.Layers);
        Assert.Equal(36, read.Samples);
        Assert.Equal(6, TinyLab.ProvenanceOf(read.Output).Folded!.Convolutions);
    }

    [Theory]
    [InlineData("ema", null, "--statistics ema: does not measure one set of images, and moments are of one. Use domain, precise, test or from=NAME; shifteval stats extract takes what a model holds.")]
    [InlineData("mix:0.5", null, "--statistics mix:0.5: does not measure one set of images, and moments are of one. Use domain, precise, test or from=NAME; shifteval stats extract takes what a model holds.")]
    [InlineData("domain", "1/2", "--shard 1/2: does not go with method=population: each layer needs all data behind layers that are finished. Add method=minibatch or method=frozen to --statistics.")]
    [InlineData("domain,method=frozen", "5/9", "--shard 5/9: the run has 1 batches, and none is this part's. Make at most 1 parts, or smaller batches with batch=.")]
    public void Collect_WhatCannotBe_IsRefusedAndWritesNothing(string spec, string? shard, string message)
    {
        Assert.Equal(message, Assert.Throws<InputException>(() => lab.Collect("never", spec, lab.Run(null, "dune"), shard)).Message);
        Assert.False(File.Exists(lab.At("never")));
    }

    [Fact]
    public void Collect_PartsWithSkippedImages_AreRefused() => Assert.Equal(
        "--shard 1/2: does not go with --on-error skip: an unreadable image would move all batches behind it. Repair the images or take them out of the manifest, and leave --on-error out.",
        Assert.Throws<InputException>(() => lab.Collect("never", "domain,method=minibatch", lab.Run(null, "dune") with { OnError = OnError.Skip }, "1/2")).Message);

    [Fact]
    public void Merge_FrozenBehindOtherStoredStatistics_IsRefused()
    {
        string other = lab.Recalibrate(lab.Run(null, "dune"), "dune.onnx")[0].Output;
        lab.Collect("frozen.a", "from=aster,method=frozen", lab.Run());
        lab.Collect("frozen.b", "from=birch,method=frozen", lab.Run(), model: other);

        string message = Assert.Throws<InputException>(() => StatisticsAddition.Merge([lab.At("frozen.a"), lab.At("frozen.b")], lab.At("never"), overwrite: false)).Message;

        Assert.StartsWith($"{lab.At("frozen.b")}: was measured behind layers normalised otherwise than in {lab.At("frozen.a")}: forward fixed:", message, StringComparison.Ordinal);
        Assert.False(File.Exists(lab.At("never")));
    }

    [Fact]
    public void Merge_DomainPureParts_AreTheMomentsOfFloat64OverTheSameBatches()
    {
        foreach (string name in new[] { "birch", "cedar" })
        {
            lab.Collect($"pure.{name}", $"from={name},method=minibatch,batch=16,order=file", lab.Run());
        }

        StatisticsAddition.Merge([lab.At("pure.birch"), lab.At("pure.cedar")], lab.At("pure"), overwrite: false);

        IEnumerable<Tensor64> batches = new[] { "birch", "cedar" }.SelectMany(name => TinyFixture.Select("train", name).Chunk(16)).Select(chunk => TinyFixture.Batch(chunk));
        IReadOnlyDictionary<string, LayerMoments> expected = Float64Graph.Load(lab.Model).Minibatch(batches, BatchEstimator.Total);
        StatisticsFile merged = lab.Load("pure");
        ModelStatistics actual = new(merged.Layers.Select(layer => KeyValuePair.Create(layer.Name, layer.Values!)));
        TinyEstimation.AssertClose(TinyEstimation.Of(expected, actual.Layers), actual, 1e-5);
    }
}
