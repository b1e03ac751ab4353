namespace ShiftEval.Cli.Tests;

/// <summary>Every refusal: exit code, the whole message, nothing on stdout, nothing written.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TinyLabs labs = new();

    public void Dispose() => labs.Dispose();

    [Fact]
    public async Task Evaluate_MissingImage_NamesItsRow()
    {
        string manifest = labs.WriteManifest([.. TinyLabs.DuneRows(), "images/dune/999.png,bar,dune,dune-99,test"]);

        await Refused(2, "?", "evaluate", TinyLabs.Model, "--data", manifest);
    }

    [Fact]
    public async Task Evaluate_TruncatedAndForeignImages_NamesEachOfThem()
    {
        string[] rows = TinyLabs.DuneRows();
        string manifest = labs.WriteManifest(rows);
        string first = rows.First(row => row.EndsWith(",test", StringComparison.Ordinal)).Split(',')[0];
        string last = rows.Last(row => row.EndsWith(",test", StringComparison.Ordinal)).Split(',')[0];
        File.WriteAllBytes(labs.At(first), File.ReadAllBytes(labs.At(first))[..200]);
        File.WriteAllText(labs.At(last), "no image");

        await Refused(2, "?", "evaluate", TinyLabs.Model, "--data", manifest, "--preprocess", TinyLabs.Preprocess);
    }

    [Fact]
    public async Task Recalibrate_TruncatedImage_NamesIt()
    {
        string[] rows = TinyLabs.DuneRows();
        string manifest = labs.WriteManifest(rows);
        string first = rows.First(row => row.EndsWith(",adapt", StringComparison.Ordinal)).Split(',')[0];
        File.WriteAllBytes(labs.At(first), File.ReadAllBytes(labs.At(first))[..200]);

        await Refused(2, "?", "recalibrate", TinyLabs.Model, "--data", manifest, "--output", labs.At("out.onnx"));
    }

    [Fact]
    public async Task Evaluate_MoreUnreadableThanAllowed_NamesThemAndTheLimit()
    {
        string[] rows = TinyLabs.DuneRows();
        string manifest = labs.WriteManifest(rows);
        string first = rows.First(row => row.EndsWith(",test", StringComparison.Ordinal)).Split(',')[0];
        File.WriteAllText(labs.At(first), "no image");

        await Refused(2, "?", "evaluate", TinyLabs.Model, "--data", manifest, "--on-error", "skip", "--max-errors", "0");
    }

    [Fact]
    public async Task Evaluate_MaxErrorsWithoutSkip_IsRefused() =>
        await Refused(2, "?", "evaluate", TinyLabs.Model, "--data", TinyLabs.Manifest, "--max-errors", "3");

    [Fact]
    public async Task Evaluate_LabelOutsideClasses_NamesLabelAndClasses() =>
        await Refused(2, "?", "evaluate", TinyLabs.Model, "--data", TinyLabs.Manifest, "--classes", "bar,cross,square");

    [Fact]
    public async Task Evaluate_MoreClassesThanOutputs_NamesBothNumbers() =>
        await Refused(2, "?", "evaluate", TinyLabs.Model, "--data", TinyLabs.Manifest, "--classes", "bar,cross,disc,star");

    [Fact]
    public async Task Evaluate_MoreLabelsThanOutputs_AsksForClasses()
    {
        string manifest = labs.WriteManifest([.. TinyLabs.DuneRows(), "images/aster/001.png,star,dune,dune-99,test"]);

        await Refused(2, "?", "evaluate", TinyLabs.Model, "--data", manifest);
    }

    [Theory]
    [InlineData("evaluate")]
    [InlineData("compare")]
    [InlineData("recalibrate")]
    public async Task Run_UnknownDomain_ListsKnownOnesNearestFirst(string command) =>
        await Refused(2, "?", command, TinyLabs.Model, "--data", TinyLabs.Manifest, "--domain", "dunes");

    [Fact]
    public async Task Compare_UnknownSource_ListsKnownDomains() =>
        await Refused(2, "?", "compare", TinyLabs.Model, "--data", TinyLabs.Manifest, "--source", "ceder");

    [Fact]
    public async Task Compare_UnknownDomainInASpec_ListsKnownDomains() =>
        await Refused(2, "?", "compare", TinyLabs.Model, "--data", TinyLabs.Manifest, "--statistics", "ema,from=birk");

    [Fact]
    public async Task Evaluate_DomainWithoutTestImages_SaysWhatIsMissing()
    {
        string manifest = labs.WriteManifest([.. TinyLabs.DuneRows(), "images/aster/001.png,cross,aster,aster-01,train"]);

        await Refused(2, "?", "evaluate", TinyLabs.Model, "--data", manifest);
    }

    [Fact]
    public async Task Evaluate_ManifestWithoutRows_IsRefused()
    {
        string manifest = labs.WriteManifest();

        await Refused(2, "?", "evaluate", TinyLabs.Model, "--data", manifest);
    }

    [Fact]
    public async Task Recalibrate_DomainWithTestImagesOnlyOfOneSlide_SaysWhatIsMissing()
    {
        string manifest = labs.WriteManifest([.. TinyLabs.DuneRows().Where(row => row.EndsWith(",test", StringComparison.Ordinal)).Take(1)]);

        await Refused(2, "?", "recalibrate", TinyLabs.Model, "--data", manifest, "--output", labs.At("out.onnx"));
    }

    [Fact]
    public async Task Evaluate_DuplicatePath_NamesBothRows()
    {
        string[] rows = TinyLabs.DuneRows();
        string manifest = labs.WriteManifest([.. rows, rows[3]]);

        await Refused(2, "?", "evaluate", TinyLabs.Model, "--data", manifest);
    }

    [Fact]
    public async Task Evaluate_GroupInAdaptAndTest_NamesTheGroup()
    {
        string[] rows = TinyLabs.DuneRows();
        string manifest = labs.WriteManifest([.. rows, "images/aster/001.png,bar,dune,dune-01,test"]);

        await Refused(2, "?", "evaluate", TinyLabs.Model, "--data", manifest);
    }

    [Fact]
    public async Task Evaluate_MissingColumns_NamesThem()
    {
        string manifest = labs.Write("manifest.csv", "file,label\na.png,bar\n");

        await Refused(2, "?", "evaluate", TinyLabs.Model, "--data", manifest);
    }

    [Fact]
    public async Task Evaluate_TwoChannelModel_IsRefused() =>
        await Refused(2, "?", "evaluate", TinyLabs.Odd("two-channels"), "--data", TinyLabs.Manifest, "--preprocess", TinyLabs.Preprocess);

    [Fact]
    public async Task Evaluate_NoPreprocessing_NamesTheOption() =>
        await Refused(2, "?", "evaluate", TinyLabs.Odd("fixed-size"), "--data", TinyLabs.Manifest);

    [Fact]
    public async Task Evaluate_FixedSizeModelWithOtherPreprocessing_NamesBothSizes() =>
        await Refused(2, "?", "evaluate", TinyLabs.Odd("fixed-size"), "--data", TinyLabs.Manifest, "--preprocess", TinyLabs.Preprocess);

    [Fact]
    public async Task Evaluate_MissingPreprocessingFile_NamesIt() =>
        await Refused(2, "?", "evaluate", TinyLabs.Model, "--data", TinyLabs.Manifest, "--preprocess", labs.At("none.json"));

    [Theory]
    [InlineData("compare")]
    [InlineData("recalibrate")]
    public async Task Run_ModelWithoutBatchNorm_IsRefused(string command) =>
        await Refused(2, "?", command, TinyLabs.Folded, "--data", TinyLabs.Manifest, "--domain", "dune");

    [Theory]
    [InlineData("feature-map")]
    [InlineData("misstated-output")]
    public async Task Evaluate_OutputThatIsNotScores_IsRefused(string model) =>
        await Refused(2, "?", "evaluate", TinyLabs.Odd(model), "--data", TinyLabs.Manifest, "--preprocess", TinyLabs.Preprocess);

    [Fact]
    public async Task Evaluate_TwoInputs_AsksForOne() =>
        await Refused(2, "?", "evaluate", TinyLabs.Odd("two-inputs"), "--data", TinyLabs.Manifest, "--preprocess", TinyLabs.Preprocess);

    [Fact]
    public async Task Evaluate_UnknownInputAndOutput_NamesThoseThereAre() =>
        await Refused(2, "?", "evaluate", TinyLabs.Model, "--data", TinyLabs.Manifest, "--input", "pixels", "--output", "scores");

    [Fact]
    public async Task Evaluate_NaNScores_FailsNamingTheModel() =>
        await Refused(3, "?", "evaluate", TinyLabs.Odd("nan-logits"), "--data", TinyLabs.Manifest, "--preprocess", TinyLabs.Preprocess, "--domain", "dune");

    [Fact]
    public async Task Recalibrate_ExistingOutput_IsRefused()
    {
        labs.Write("out.onnx", "mine");

        await Refused(2, "?", "recalibrate", TinyLabs.Model, "--data", TinyLabs.Manifest, "--domain", "dune", "-o", labs.At("out.onnx"));
    }

    [Fact]
    public async Task Recalibrate_OutputIsTheModel_IsRefusedEvenWithOverwrite() =>
        await Refused(2, "?", "recalibrate", TinyLabs.Model, "--data", TinyLabs.Manifest, "--domain", "dune", "-o", TinyLabs.Model, "--overwrite");

    [Theory]
    [InlineData("inspect")]
    [InlineData("evaluate")]
    public async Task Run_ExistingJson_IsRefused(string command)
    {
        labs.Write("out.json", "mine");
        string[] data = command == "inspect" ? [] : ["--data", TinyLabs.Manifest];

        await Refused(2, "?", [command, TinyLabs.Model, .. data, $"--json={labs.At("out.json")}"]);
    }

    [Fact]
    public async Task Recalibrate_FolderOfTheOutputIsAFile_IsRefused()
    {
        string file = labs.Write("file", "");

        await Refused(2, "?", "recalibrate", TinyLabs.Model, "--data", TinyLabs.Manifest, "--domain", "dune", "-o", Path.Combine(file, "out.onnx"));
    }

    [Fact]
    public async Task Recalibrate_OneFileForTwoThings_IsRefused() =>
        await Refused(2, "?", "recalibrate", TinyLabs.Model, "--data", TinyLabs.Manifest, "--domain", "dune", "-o", labs.At("out"), $"--json={labs.At("out")}");

    [Theory]
    [InlineData("evaluate")]
    [InlineData("recalibrate")]
    public async Task Run_CudaOnACpuBuild_FailsInOneSentence(string command) =>
        await Refused(3, "?", command, TinyLabs.Model, "--data", TinyLabs.Manifest, "--device", "cuda");

    [Theory]
    [InlineData("inspect")]
    [InlineData("evaluate")]
    [InlineData("compare")]
    [InlineData("recalibrate")]
    public async Task Run_MissingModel_NamesIt(string command)
    {
        string[] data = command == "inspect" ? [] : ["--data", TinyLabs.Manifest];

        await Refused(2, "?", [command, labs.At("none.onnx"), .. data]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("this is no model")]
    public async Task Inspect_NotAnOnnxFile_SaysSo(string content)
    {
        string model = labs.Write("text.onnx", content);

        await Refused(2, "?", "inspect", model);
    }

    [Theory]
    [InlineData("bogus")]
    [InlineData("mix:1.5")]
    [InlineData("ema,ema")]
    [InlineData("domain,metod=population")]
    [InlineData("alpha:0.5")]
    public async Task Compare_BadSpec_IsRefused(string spec) =>
        await Refused(2, "?", "compare", TinyLabs.Model, "--data", TinyLabs.Manifest, "--statistics", spec);

    [Theory]
    [InlineData("--memory", "much")]
    [InlineData("--memory", "0")]
    [InlineData("--memory", "-1GB")]
    [InlineData("--confidence", "1.5")]
    [InlineData("--confidence", "high")]
    [InlineData("--resamples", "0")]
    [InlineData("--metric", "acuracy")]
    [InlineData("--device", "gpu")]
    [InlineData("--threads", "0")]
    [InlineData("--batch-size", "1.5")]
    [InlineData("--seed", "0x1")]
    [InlineData("--layout", "NCHW")]
    [InlineData("--scores", "softmax")]
    [InlineData("--on-error", "ignore")]
    [InlineData("--split-values", "train")]
    [InlineData("--reference", "domian")]
    [InlineData("--classes", "")]
    [InlineData("--data", "none.csv")]
    [InlineData("--domain-column", "labb")]
    public async Task Compare_BadOption_IsRefused(string option, string value) =>
        await Refused(2, "?", ["compare", TinyLabs.Model, .. option == "--data" ? Array.Empty<string>() : ["--data", TinyLabs.Manifest], option, value]);

    [Fact]
    public async Task Compare_SixProblems_TellsAllAtOnce()
    {
        string json = labs.Write("out.json", "mine");

        await Refused(
            2,
            "?",
            "compare",
            labs.At("none.onnx"),
            "--data",
            TinyLabs.Manifest,
            "--domain",
            "dunes",
            "--statistics",
            "bogus",
            "--memory",
            "much",
            "--confidence",
            "1.5",
            $"--json={json}");
    }

    private async Task Refused(int code, string message, params string[] args)
    {
        IReadOnlyList<string> before = labs.Listing();

        CommandRun run = await CommandRun.Of(args);

        string told = run.Error.Replace(labs.Folder, "FOLDER", StringComparison.Ordinal)
            .Replace(Path.Combine(AppContext.BaseDirectory, "Fixtures"), "FIXTURES", StringComparison.Ordinal);
        Assert.Equal(message, told, ignoreLineEndingDifferences: true);
        Assert.Equal(code, run.Code);
        Assert.Equal("", run.Output);
        Assert.Equal(before, labs.Listing());
    }
}
