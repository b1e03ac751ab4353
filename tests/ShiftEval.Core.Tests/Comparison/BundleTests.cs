using ShiftEval.Comparison;
using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Setup;
using ShiftEval.Diagnostics;
using ShiftEval.Inference;
using ShiftEval.Inspection;
using ShiftEval.Onnx;
using ShiftEval.Statistics;
using ShiftEval.Tests.Onnx;
using ShiftEval.Tests.Reference;
using ShiftEval.Tests.Shipped;
using ShiftEval.Tests.Statistics;

namespace ShiftEval.Tests.Comparison;

public sealed class BundleTests(TinyLab lab) : IClassFixture<TinyLab>
{
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData("domain")]
    [InlineData("mix:0.3,source=precise")]
    [InlineData("domain,method=minibatch,batch=8")]
    [InlineData("test")]
    public void Run_Bundle_GivesEveryImageTheLogitsOfItsOwnFile(string statistics)
    {
        (double error, int logits) = BundleComparison.Run(lab.Run(null, "dune", "aster", "birch"), lab.Model, imagesPerDomain: 11, statistics);

        Assert.Equal(4 * 33 * 3, logits);
        Assert.True(error <= Tolerance, $"off by {error:E2}");
    }

    [Theory]
    [InlineData("all/seed0.onnx")]
    [InlineData("leave-out-corvo/seed0.onnx")]
    public void Run_BundleOfAShippedModel_GivesEveryImageTheLogitsOfItsOwnFile(string model)
    {
        (double error, int logits) = BundleComparison.Run(Smears("corvo", "arden", "fenn"), RepositoryFolder.At("models", "smears", model), imagesPerDomain: 20);

        Told(model, error, logits);
        Assert.True(error <= Tolerance, $"off by {error:E2}");
    }

    [Theory]
    [InlineData("isfahan-leukocytes")]
    [InlineData("bccd")]
    public void Run_BundleOfRealLabs_GivesEveryImageTheLogitsOfItsOwnFile(string left)
    {
        string folder = SharedReference.FolderOrSkip();
        string manifest = Path.Combine(folder, "data", "wbc-5labs", $"leave-out-{left}.csv");
        RunOptions run = new()
        {
            Data = manifest,
            Preprocess = Path.Combine(folder, "reference", "wbc", "preprocessor_config.json"),
            Inference = new InferenceOptions { Device = DeviceKind.Cpu },
            Classes = "eosinophil,lymphocyte,monocyte,neutrophil",
        };
        string[] labs = [.. DataSetup.Prepare(run, needsTest: false).Dataset.Domains];

        (double error, int logits) = BundleComparison.Run(run with { Domains = labs }, Path.Combine(folder, "reference", "wbc", left, "model.onnx"), imagesPerDomain: 40);

        Told(left, error, logits);
        Assert.Equal(5, labs.Length);
        Assert.Equal(6 * 5 * 40 * 4, logits);
        Assert.True(error <= Tolerance, $"off by {error:E2}");
    }

    [Fact]
    public void Run_Bundle_RecordsEveryDomainInTheOrderGiven()
    {
        RunOptions run = lab.Run(null, "dune", "aster", "dune");

        RecalibrationResult result = Assert.Single(Bundle(run, "recorded.onnx"));

        OnnxModel written = OnnxModel.Load(result.Output);
        Assert.Equal("""["stored","dune","aster"]""", written.Metadata["shifteval.domains"]);
        StatisticsProvenance provenance = ProvenanceEntry.Read(written)!;
        string original = OnnxModel.Load(lab.Model).Sha256;
        Assert.Equal((original, original, "domain", 36 + 12), (provenance.SourceSha256, provenance.ParentSha256, provenance.Spec, provenance.Samples));
        Assert.Equal(["aster", "dune"], provenance.Domains);
        Assert.Equal([(1, "dune"), (2, "aster")], provenance.Bundle!.Select(domain => (domain.Index, domain.Name)));
        StatisticsProvenance alone = TinyLab.ProvenanceOf(lab.Recalibrate(lab.Run(run.Data, "dune"), "recorded-alone.onnx")[0].Output);
        Assert.Equal((alone.Samples, alone.SampleIdsSha256, alone.DataSha256), (provenance.Bundle![0].Samples, provenance.Bundle[0].SampleIdsSha256, provenance.Bundle[0].DataSha256));
        Assert.Null(alone.Bundle);
        Assert.Equal(["dune", "aster"], result.Domains);
        Assert.Equal([("dune", 36), ("aster", 12)], result.Bundle!.Select(domain => (domain.Name, domain.Samples)));
        Assert.Equal(6, result.Layers.Count);
        Assert.All(result.Layers.Index(), layer => Assert.Equal(result.Bundle!.Average(domain => domain.Layers[layer.Index].Shift), layer.Item.Shift, 1e-12));
        Assert.Equal(["graph-input"], result.Changes.Where(change => change.Name == "domain").Select(change => change.Kind));
        Assert.Equal(["shifteval.domains", "shifteval.statistics"], result.Changes.Where(change => change.Kind == "metadata").Select(change => change.Name));
        Assert.Equal(["training-grouping", "too-few-samples"], result.Warnings.Select(warning => warning.Code).Distinct());
    }

    [Fact]
    public void Run_BundleTwice_WritesTheSameBytes()
    {
        RunOptions run = lab.Run(null, "dune", "aster");

        Assert.Equal(File.ReadAllBytes(Bundle(run, "once-bundle.onnx")[0].Output), File.ReadAllBytes(Bundle(run, "twice-bundle.onnx")[0].Output));
    }

    [Fact]
    public void Run_BundleOfAllDomains_TakesTheirOrderInTheData() =>
        Assert.Equal(["aster", "birch", "cedar", "dune"], Bundle(lab.Run(), "all-bundle.onnx")[0].Domains);

    [Fact]
    public void Inspect_ABundle_SaysWhatItIs()
    {
        InspectionResult result = ModelInspector.Inspect(OnnxModel.Load(Bundle(lab.Run(null, "dune", "aster"), "inspected.onnx")[0].Output));

        Assert.Equal(["stored", "dune", "aster"], result.Bundle!);
        Assert.Equal(["image", "domain"], result.Inputs.Select(input => input.Name));
        Assert.Equal(
            new Finding("bundle", "one file for several domains: the input domain (int64, one number a sample) chooses the statistics, 0 = stored, 1 = dune, 2 = aster; any other number fails. It can be run, not recalibrated or evaluated: use the model that it was made from"),
            Assert.Single(result.Findings));
    }

    [Fact]
    public void Evaluate_OrRecalibrateABundle_IsRefused()
    {
        RunOptions run = lab.Run(null, "dune", "aster");
        string bundle = Bundle(run, "bundled.onnx")[0].Output;
        string message = $"{bundle}: is a bundle of the statistics stored, dune, aster, whose input domain must be told each sample's domain. Use the model that it was made from, or files with the statistics of one domain each.";

        Assert.Equal(message, Assert.Throws<InputException>(() => lab.Evaluate(bundle, run)).Message);
        Assert.Equal(message, Assert.Throws<InputException>(() => lab.Recalibrate(run, "again-bundled.onnx", model: bundle)).Message);
    }

    [Theory]
    [InlineData("ema")]
    [InlineData("precise")]
    [InlineData("from=aster")]
    public void Run_BundleOfStatisticsThatAreTheSameForAll_IsRefused(string statistics)
    {
        Assert.Equal(
            $"--statistics {statistics}: gives every domain the same statistics, so that --bundle would have nothing to choose from. Use domain or mix:W, or leave out --bundle.",
            Assert.Throws<InputException>(() => Bundle(lab.Run(null, "dune", "aster"), "same.onnx", statistics)).Message);
        Assert.False(File.Exists(lab.At("same.onnx")));
    }

    [Fact]
    public void Run_BundleWithDomainInThePath_IsRefused() => Assert.Equal(
        $"--output {lab.At("each-{domain}.onnx")}: asks for one file a domain with {{domain}}, and --bundle for one file of all. Take one of them out.",
        Assert.Throws<InputException>(() => Bundle(lab.Run(null, "dune"), "each-{domain}.onnx")).Message);

    [Fact]
    public void Run_BundleOfAFoldedModel_IsRefused() => Assert.Equal(
        $"{lab.At("model.folded.onnx")}: has BatchNorm folded into 6 convolutions, whose weights cannot be chosen sample by sample. Write one file a domain, with {{domain}} in --output, or export the model without folding.",
        Assert.Throws<InputException>(() => Bundle(lab.Run(null, "dune"), "folded-bundle.onnx", model: lab.At("model.folded.onnx"))).Message);

    [Fact]
    public void Run_BundleOfAModelThatCutsItsSamplesUp_IsRefused()
    {
        OnnxModel model = new ModelBuilder().Input("image", "N", 3, 24, 24).Int64Initializer("halves", -1, 3, 12, 24).Int64Initializer("whole", -1, 6)
            .Initializer("s", [1, 1, 1]).Initializer("b", [0, 0, 0]).Initializer("m", [0, 0, 0]).Initializer("v", [1, 1, 1])
            .Node("Reshape", ["image", "halves"], ["h"]).Norm("bn", "h", "n", "s", "b", "m", "v")
            .Node("GlobalAveragePool", ["n"], ["p"]).Node("Reshape", ["p", "whole"], ["logits"]).Output("logits", "N", 6).ToModel();
        File.WriteAllBytes(lab.At("halves.onnx"), model.ToBytes());

        Assert.Equal(
            $"{lab.At("halves.onnx")}, node bn: normalises 4 rows for 2 samples, so that a sample's statistics cannot be told apart. Write one file a domain, with {{domain}} in --output.",
            Assert.Throws<InputException>(() => Bundle(lab.Run(null, "dune", "aster"), "halves-bundle.onnx", model: lab.At("halves.onnx"))).Message);
        Assert.NotEmpty(lab.Recalibrate(lab.Run(null, "dune"), "halves-{domain}.onnx", model: lab.At("halves.onnx")));
    }

    [Fact]
    public void Run_BundleOfADomainCalledStored_IsRefused()
    {
        TinyRow[] rows = [.. TinyFixture.Rows.Select(row => row.Lab == "dune" ? row with { Lab = "stored" } : row)];

        Assert.Equal(
            $"{lab.Model}: two choices of the bundle would be called stored. Give the domain another name: this one is that of the file's own statistics.",
            Assert.Throws<InputException>(() => Bundle(lab.Run(lab.Manifest(rows), "stored", "aster"), "stored-bundle.onnx")).Message);
    }

    private IReadOnlyList<RecalibrationResult> Bundle(RunOptions run, string output, string statistics = "domain", string? model = null) => Recalibrator.Run(
        new RecalibrationOptions { Run = run, Model = model ?? lab.Model, Statistics = statistics, Output = lab.At(output), Bundle = true },
        progress: null,
        CancellationToken.None);

    private static RunOptions Smears(params string[] domains) => new()
    {
        Data = RepositoryFolder.At("datasets", "smears", "manifest.csv"),
        Domains = domains,
        Preprocess = RepositoryFolder.At("models", "smears", "preprocessor_config.json"),
        Inference = new InferenceOptions { Device = DeviceKind.Cpu },
    };

    private static void Told(string model, double error, int logits) =>
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"{model}: {logits} logits, off by {error:E2} at most"));
}
