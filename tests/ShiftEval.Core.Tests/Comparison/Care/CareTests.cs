using ShiftEval.Comparison;
using ShiftEval.Comparison.Care;
using ShiftEval.Comparison.Results;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Estimation;
using ShiftEval.Statistics;
using ShiftEval.Tests.Reference;

namespace ShiftEval.Tests.Comparison.Care;

/// <summary>Each warning of a careful colleague, where it is due and where it is not.</summary>
public sealed class CareTests(TinyLab lab) : IClassFixture<TinyLab>
{
    [Fact]
    public void SampleCount_FewValuesAChannel_NamesTheSmallestLayer()
    {
        EstimationResult estimation = new(
            new ModelStatistics([]),
            [1, 2, 3],
            new Dictionary<string, double> { ["wide"] = 3 * 1024, ["narrow"] = 3 * 16, ["never"] = 0 });

        Warning? warning = SampleCountCheck.Of("model", estimation);

        Assert.Equal("too-few-samples", warning!.Code);
        Assert.Equal(
            "model: 3 images give 1 of 3 layers fewer than 1000 values per channel (fewest: narrow, 48): their statistics are noisy; use more images, or mix:N=16.",
            warning.Message);
        Assert.Null(SampleCountCheck.Of("model", estimation with { Counts = new Dictionary<string, double> { ["wide"] = 1000 } }));
    }

    [Fact]
    public void Compare_FewAdaptImages_WarnsOfThem()
    {
        Assert.Contains(lab.Compare(lab.Run(null, "dune"), "ema", "domain,samples=2").Warnings, warning => warning.Code == "too-few-samples");
        Assert.DoesNotContain(lab.Compare(lab.Run(null, "dune"), "ema", "domain").Warnings, warning => warning.Code == "too-few-samples");
    }

    [Fact]
    public void Compare_AdaptImagesOfOneClass_WarnsOfTheMix()
    {
        string[] adapt = [.. TinyFixture.Rows.Where(row => row is { Lab: "dune", Split: "adapt", Label: "disc" }).Select(row => row.Path)];
        string manifest = lab.Manifest(TinyFixture.Rows.Where(row => row is not { Lab: "dune", Split: "adapt" } || adapt.Contains(row.Path)));

        Warning warning = Assert.Single(lab.Compare(lab.Run(manifest, "dune"), "ema", "from=dune,samples=12,method=population").Warnings, warning => warning.Code == "class-mix");

        Assert.Equal("dune", warning.Domain);
        Assert.Contains("Jensen-Shannon", warning.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(lab.Compare(lab.Run(null, "aster"), "ema", "domain").Warnings, warning => warning.Code == "class-mix");
    }

    [Fact]
    public void Subdomain_SeveralScannersInOneDomain_NamesThem()
    {
        Sample[] samples = [.. Enumerable.Range(0, 40).Select(i => Of(i, "scanner", i % 2 == 0 ? "A" : "B"))];

        Warning warning = Assert.Single(SubdomainCheck.Of(samples));

        Assert.Equal(("mixed-subdomains", "lab"), (warning.Code, warning.Domain));
        Assert.Equal(
            "the images adapted to are of 2 kinds by the column scanner (A, B): one set of statistics fits none of them well where they differ; see --domain-column scanner.",
            warning.Message);
        Assert.Empty(SubdomainCheck.Of([.. samples.Where((_, i) => i % 2 == 0)]));
        Assert.Empty(SubdomainCheck.Of([.. samples.Take(39).Where((_, i) => i % 2 == 0), samples[1]]));
        Assert.Empty(SubdomainCheck.Of([.. Enumerable.Range(0, 40).Select(i => Of(i, "patient", i % 2 == 0 ? "A" : "B"))]));
    }

    [Fact]
    public void Recalibrate_TrainedOnSeveralLabs_AsksForTheGrouping()
    {
        Assert.Contains(lab.Recalibrate(lab.Run(null, "dune"), "grouping.onnx")[0].Warnings, warning => warning.Code == "training-grouping" && warning.Message.StartsWith("the model was trained on 3 domains", StringComparison.Ordinal));
        Assert.Contains(lab.Compare(lab.Run(null, "dune"), "domain").Warnings, warning => warning.Code == "training-grouping");
        Assert.DoesNotContain(lab.Compare(lab.Run(null, "dune"), "ema", "domain").Warnings, warning => warning.Code == "training-grouping");
        Assert.DoesNotContain(lab.Recalibrate(lab.Run(null, "dune") with { Sources = ["aster"] }, "one.onnx")[0].Warnings, warning => warning.Code == "training-grouping");
        Assert.DoesNotContain(lab.Recalibrate(lab.Run(null, "dune"), "precise.onnx", "precise")[0].Warnings, warning => warning.Code == "training-grouping");
    }

    [Fact]
    public void Recalibrate_PreprocessingOtherThanTheModels_WarnsOfIt()
    {
        string other = lab.At("other.json");
        File.WriteAllText(other, File.ReadAllText(lab.At("preprocessor_config.json")).Replace("0.5", "0.25", StringComparison.Ordinal));
        Assert.NotEqual(File.ReadAllText(other), File.ReadAllText(lab.At("preprocessor_config.json")));

        RecalibrationResult differing = lab.Recalibrate(lab.Run(null, "dune") with { Preprocess = other }, "differing.onnx")[0];
        RecalibrationResult same = lab.Recalibrate(lab.Run(null, "dune") with { Preprocess = lab.At("preprocessor_config.json") }, "same.onnx")[0];
        ComparisonResult later = lab.Evaluate(differing.Output, lab.Run(null, "dune"));

        Assert.Contains(differing.Warnings, warning => warning.Code == "preprocess-differs");
        Assert.DoesNotContain(same.Warnings, warning => warning.Code == "preprocess-differs");
        Assert.Contains(later.Warnings, warning => warning.Code == "preprocess-differs" && warning.Message.Contains("than those that its statistics were estimated from", StringComparison.Ordinal));
    }

    [Fact]
    public void Compare_StatisticsFarFromTheTrainingImages_CallsThemStale()
    {
        string stale = lab.At("stale.onnx");
        File.Copy(lab.Recalibrate(lab.Run(null, "dune"), "dune.onnx")[0].Output, stale, overwrite: true);
        ComparisonOptions options = lab.Options(lab.Run(null, "aster"), "ema", "precise");

        Assert.Contains(TinyLab.Compare(options with { Models = [stale] }).Warnings, warning => warning.Code == "ema-stale");
        Assert.DoesNotContain(TinyLab.Compare(options).Warnings, warning => warning.Code == "ema-stale");
    }

    [Fact]
    public void Compare_TheSameImageUnderTwoNames_IsFoundByItsBytes()
    {
        TinyRow adapt = TinyFixture.Rows.First(row => row is { Lab: "dune", Split: "adapt" });
        TinyRow test = TinyFixture.Rows.First(row => row is { Lab: "dune", Split: "test" });
        File.Copy(lab.At(adapt.Path), lab.At("images/dune/copy.png"), overwrite: true);
        string manifest = lab.Manifest([.. TinyFixture.Rows, test with { Path = "images/dune/copy.png" }]);

        Warning warning = Assert.Single(lab.Compare(lab.Run(manifest, "dune"), "ema", "domain").Warnings, warning => warning.Code == "adapt-test-overlap");

        Assert.Equal("dune", warning.Domain);
        Assert.Equal($"1 of the images scored are also among those that statistics come from, byte for byte (first: images/dune/copy.png is {adapt.Path}).", warning.Message);
        Assert.DoesNotContain(lab.Compare(lab.Run(null, "dune"), "ema", "domain", "test").Warnings, warning => warning.Code == "adapt-test-overlap");
    }

    private static Sample Of(int number, string column, string value) => new()
    {
        Id = FormattableString.Invariant($"{number}.png"),
        Path = FormattableString.Invariant($"{number}.png"),
        Domain = "lab",
        Group = "g",
        Columns = new Dictionary<string, string> { [column] = value },
    };
}
