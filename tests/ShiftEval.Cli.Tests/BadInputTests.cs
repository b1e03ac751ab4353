using Microsoft.ML.OnnxRuntime;

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

        await Refused(
            2,
            ["FOLDER/manifest.csv: 1 image does not exist: images/dune/999.png (line 80). Correct the paths, which are relative to FOLDER, or remove the rows."],
            "evaluate", TinyLabs.Model, "--data", manifest);
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

        await Refused(
            2,
            [
                "images/dune/037.png: is cut off: the file ends before the picture does. Replace the file, take it out of the data, or add --on-error skip.",
                "images/dune/078.png: is not an image ShiftEval can read (JPEG, PNG, BMP, WebP, TIFF). Replace the file, take it out of the data, or add --on-error skip.",
            ],
            "evaluate", TinyLabs.Model, "--data", manifest, "--preprocess", TinyLabs.Preprocess);
    }

    [Fact]
    public async Task Recalibrate_TruncatedImage_NamesIt()
    {
        string[] rows = TinyLabs.DuneRows();
        string manifest = labs.WriteManifest(rows);
        string first = rows.First(row => row.EndsWith(",adapt", StringComparison.Ordinal)).Split(',')[0];
        File.WriteAllBytes(labs.At(first), File.ReadAllBytes(labs.At(first))[..200]);

        await Refused(
            2,
            ["images/dune/001.png: is cut off: the file ends before the picture does. Replace the file, take it out of the data, or add --on-error skip."],
            "recalibrate", TinyLabs.Model, "--data", manifest, "--output", labs.At("out.onnx"));
    }

    [Fact]
    public async Task Evaluate_MoreUnreadableThanAllowed_NamesThemAndTheLimit()
    {
        string[] rows = TinyLabs.DuneRows();
        string manifest = labs.WriteManifest(rows);
        string first = rows.First(row => row.EndsWith(",test", StringComparison.Ordinal)).Split(',')[0];
        File.WriteAllText(labs.At(first), "no image");

        await Refused(
            2,
            [
                "images/dune/037.png: is not an image ShiftEval can read (JPEG, PNG, BMP, WebP, TIFF). Replace the file or take it out of the data.",
                "--max-errors 0: 1 samples cannot be read. Repair the data or raise the limit.",
            ],
            "evaluate", TinyLabs.Model, "--data", manifest, "--on-error", "skip", "--max-errors", "0");
    }

    [Fact]
    public async Task Evaluate_MaxErrorsWithoutSkip_IsRefused() => await Refused(
        2,
        ["--max-errors: means nothing while the first unreadable image ends the run. Add --on-error skip, or leave it out."],
        "evaluate", TinyLabs.Model, "--data", TinyLabs.Manifest, "--max-errors", "3");

    [Fact]
    public async Task Evaluate_LabelOutsideClasses_NamesLabelAndClasses() => await Refused(
        2,
        ["FIXTURES/tiny/manifest.csv: the label 'disc' (line 4, line 5, line 7, line 10, line 19, line 23, line 29, line 30, line 32, line 35, line 37, line 38, line 40, line 41, line 42, line 48, line 50, line 52, line 59, line 65 and 73 more) is not a class of --classes (nearest first: bar, cross, square). Correct the labels, or name the class of each output index with --classes."],
        "evaluate", TinyLabs.Model, "--data", TinyLabs.Manifest, "--classes", "bar,cross,square");

    [Fact]
    public async Task Evaluate_MoreClassesThanOutputs_NamesBothNumbers() => await Refused(
        2,
        ["--classes: the number of class names is 4, but the model has 3 outputs. Name the class of each output index with --classes."],
        "evaluate", TinyLabs.Model, "--data", TinyLabs.Manifest, "--classes", "bar,cross,disc,star");

    [Fact]
    public async Task Evaluate_MoreLabelsThanOutputs_AsksForClasses()
    {
        string manifest = labs.WriteManifest([.. TinyLabs.DuneRows(), "images/aster/001.png,star,dune,dune-99,test"]);

        await Refused(
            2,
            ["FOLDER/manifest.csv: has 4 labels (bar, cross, disc, star), but the model tells 3 classes apart and does not name them. Name the class of each output index with --classes."],
            "evaluate", TinyLabs.Model, "--data", manifest);
    }

    [Theory]
    [InlineData("evaluate")]
    [InlineData("compare")]
    [InlineData("recalibrate")]
    public async Task Run_UnknownDomain_ListsKnownOnesNearestFirst(string command) => await Refused(
        2,
        ["--domain: 'dunes' is not a domain of FIXTURES/tiny/manifest.csv (nearest first: dune, aster, birch, cedar). Name one of its domains."],
        command, TinyLabs.Model, "--data", TinyLabs.Manifest, "--domain", "dunes");

    [Fact]
    public async Task Compare_UnknownSource_ListsKnownDomains() => await Refused(
        2,
        ["--source: 'ceder' is not a domain of FIXTURES/tiny/manifest.csv (nearest first: cedar, aster, dune, birch). Name one of its domains."],
        "compare", TinyLabs.Model, "--data", TinyLabs.Manifest, "--source", "ceder");

    [Fact]
    public async Task Compare_UnknownDomainInASpec_ListsKnownDomains() => await Refused(
        2,
        ["--statistics from=birk: there is no domain birk. Known domains, nearest first: birch, dune, aster, cedar."],
        "compare", TinyLabs.Model, "--data", TinyLabs.Manifest, "--statistics", "ema,from=birk");

    [Fact]
    public async Task Evaluate_DomainWithoutTestImages_SaysWhatIsMissing()
    {
        string manifest = labs.WriteManifest([.. TinyLabs.DuneRows(), "images/aster/001.png,cross,aster,aster-01,train"]);

        await Refused(
            2,
            ["FOLDER/manifest.csv, domain 'aster': has no test samples (it has 1 train). Give some of its rows that split, or leave the domain out."],
            "evaluate", TinyLabs.Model, "--data", manifest);
    }

    [Fact]
    public async Task Evaluate_ManifestWithoutRows_IsRefused()
    {
        string manifest = labs.WriteManifest();

        await Refused(
            2,
            ["FOLDER/manifest.csv: has a header but no rows. Add one row per image."],
            "evaluate", TinyLabs.Model, "--data", manifest);
    }

    [Fact]
    public async Task Recalibrate_DomainWithTestImagesOnlyOfOneSlide_SaysWhatIsMissing()
    {
        string manifest = labs.WriteManifest([.. TinyLabs.DuneRows().Where(row => row.EndsWith(",test", StringComparison.Ordinal)).Take(1)]);

        await Refused(
            2,
            ["FOLDER/manifest.csv, domain 'dune': --statistics domain: has no adapt or train samples (it has 1 test). Give some of its rows that split, or leave the domain out."],
            "recalibrate", TinyLabs.Model, "--data", manifest, "--output", labs.At("out.onnx"));
    }

    [Fact]
    public async Task Evaluate_DuplicatePath_NamesBothRows()
    {
        string[] rows = TinyLabs.DuneRows();
        string manifest = labs.WriteManifest([.. rows, rows[3]]);

        await Refused(
            2,
            ["FOLDER/manifest.csv: 1 row names an image of an earlier row: images/dune/004.png (line 5 and line 80). Keep one row per image."],
            "evaluate", TinyLabs.Model, "--data", manifest);
    }

    [Fact]
    public async Task Evaluate_GroupInAdaptAndTest_NamesTheGroup()
    {
        string[] rows = TinyLabs.DuneRows();
        string manifest = labs.WriteManifest([.. rows, "images/aster/001.png,bar,dune,dune-01,test"]);

        await Refused(
            2,
            ["FOLDER/manifest.csv, domain 'dune': 1 group is in both adapt and test: dune-01. Give all rows of a group the same split."],
            "evaluate", TinyLabs.Model, "--data", manifest);
    }

    [Fact]
    public async Task Evaluate_MissingColumns_NamesThem()
    {
        string manifest = labs.Write("manifest.csv", "file,label\na.png,bar\n");

        await Refused(
            2,
            ["FOLDER/manifest.csv: has no column 'path' (columns: file, label). Name the column with --path-column, or build the path from columns with --path-template."],
            "evaluate", TinyLabs.Model, "--data", manifest);
    }

    [Fact]
    public async Task Evaluate_TwoChannelModel_IsRefused() => await Refused(
        2,
        ["FIXTURES/models/two-channels.onnx, input image: of shape [batch, 2, 24, 24] has 1 or 3 channels neither first nor last. Use a model that takes gray or colour images."],
        "evaluate", TinyLabs.Odd("two-channels"), "--data", TinyLabs.Manifest, "--preprocess", TinyLabs.Preprocess);

    [Fact]
    public async Task Evaluate_NoPreprocessing_NamesTheOption() => await Refused(
        2,
        ["FIXTURES/models/fixed-size.onnx: no preprocessing is known: neither metadata shifteval.preprocess nor a preprocessor_config.json in its folder. Give it with --preprocess FILE, or --preprocess unit for plain 0..1."],
        "evaluate", TinyLabs.Odd("fixed-size"), "--data", TinyLabs.Manifest);

    [Fact]
    public async Task Evaluate_FixedSizeModelWithOtherPreprocessing_NamesBothSizes() => await Refused(
        2,
        ["--preprocess: gives images of 24 x 24 (height x width); FIXTURES/models/fixed-size.onnx takes 32 x 32. Set size (or crop_size) to what the model takes."],
            "evaluate", TinyLabs.Odd("fixed-size"), "--data", TinyLabs.Manifest, "--preprocess", TinyLabs.Preprocess);

    [Fact]
    public async Task Evaluate_MissingPreprocessingFile_NamesIt() => await Refused(
        2,
        ["FOLDER/none.json: does not exist. Name the model's preprocessor_config.json with --preprocess, or say --preprocess unit."],
        "evaluate", TinyLabs.Model, "--data", TinyLabs.Manifest, "--preprocess", labs.At("none.json"));

    [Theory]
    [InlineData("compare")]
    [InlineData("recalibrate")]
    public async Task Run_ModelWithoutBatchNorm_IsRefused(string command) => await Refused(
        2,
        ["FIXTURES/tiny/model.folded.onnx: has no BatchNormalization node, so there are no statistics to replace. Use --statistics ema, export the model without folding BatchNorm into Conv, or name the convolutions that had one with --layers."],
        command, TinyLabs.Folded, "--data", TinyLabs.Manifest, "--domain", "dune", "--layers", "none");

    [Theory]
    [InlineData("feature-map", "FIXTURES/models/feature-map.onnx, output map: has the shape [batch, 3, 24, 24]; class scores have the shape [N, classes]. Name the output with the class scores with --output, or use a classification model.")]
    [InlineData("misstated-output", "FIXTURES/models/misstated-output.onnx, output map: gives Float of shape [1, 3, 24, 24] for 1 images; class scores are floats of shape [N, classes]. Name the output with the class scores with --output, or use a classification model.")]
    public async Task Evaluate_OutputThatIsNotScores_IsRefused(string model, string message) => await Refused(
        2,
        [message],
        "evaluate", TinyLabs.Odd(model), "--data", TinyLabs.Manifest, "--preprocess", TinyLabs.Preprocess);

    [Fact]
    public async Task Evaluate_TwoInputs_AsksForOne() => await Refused(
        2,
        ["FIXTURES/models/two-inputs.onnx: has 2 inputs: image, mask. Choose one with --input NAME."],
        "evaluate", TinyLabs.Odd("two-inputs"), "--data", TinyLabs.Manifest, "--preprocess", TinyLabs.Preprocess);

    [Fact]
    public async Task Evaluate_UnknownInputAndOutput_NamesThoseThereAre() => await Refused(
        2,
        [
            "--input pixels: FIXTURES/tiny/model.onnx has no such input. Write one of: image.",
            "--output scores: FIXTURES/tiny/model.onnx has no such output. Write one of: logits.",
        ],
        "evaluate", TinyLabs.Model, "--data", TinyLabs.Manifest, "--input", "pixels", "--output", "scores");

    [Fact]
    public async Task Evaluate_NaNScores_FailsNamingTheModel() => await Refused(
        3,
        ["FIXTURES/models/nan-logits.onnx, image images/dune/037.png: score 0 is NaN. Check the image and its preprocessing, and the statistics the model ran with."],
        "evaluate", TinyLabs.Odd("nan-logits"), "--data", TinyLabs.Manifest, "--preprocess", TinyLabs.Preprocess, "--domain", "dune");

    [Fact]
    public async Task Recalibrate_ExistingOutput_IsRefused()
    {
        labs.Write("out.onnx", "mine");

        await Refused(
            2,
            ["FOLDER/out.onnx: exists already. Add --overwrite to replace it, or choose another output path."],
            "recalibrate", TinyLabs.Model, "--data", TinyLabs.Manifest, "--domain", "dune", "-o", labs.At("out.onnx"));
    }

    [Fact]
    public async Task Recalibrate_OutputIsTheModel_IsRefusedEvenWithOverwrite() => await Refused(
        2,
        ["FIXTURES/tiny/model.onnx: is the model that is read. Write to another path; the original stays as it is."],
        "recalibrate", TinyLabs.Model, "--data", TinyLabs.Manifest, "--domain", "dune", "-o", TinyLabs.Model, "--overwrite");

    [Theory]
    [InlineData("inspect")]
    [InlineData("evaluate")]
    public async Task Run_ExistingJson_IsRefused(string command)
    {
        labs.Write("out.json", "mine");
        string[] data = command == "inspect" ? [] : ["--data", TinyLabs.Manifest];

        await Refused(
            2,
            ["FOLDER/out.json: exists already. Add --overwrite to replace it, or choose another output path."],
            [command, TinyLabs.Model, .. data, $"--json={labs.At("out.json")}"]);
    }

    [Fact]
    public async Task Recalibrate_FolderOfTheOutputIsAFile_IsRefused()
    {
        string file = labs.Write("file", "");

        await Refused(
            2,
            ["FOLDER/file/out.onnx: its folder FOLDER/file is a file. Choose another output path."],
            "recalibrate", TinyLabs.Model, "--data", TinyLabs.Manifest, "--domain", "dune", "-o", Path.Combine(file, "out.onnx"));
    }

    [Fact]
    public async Task Recalibrate_OneFileForTwoThings_IsRefused() => await Refused(
        2,
        ["--json=FOLDER/out: is also the file named with --output. Give each its own path."],
        "recalibrate", TinyLabs.Model, "--data", TinyLabs.Manifest, "--domain", "dune", "-o", labs.At("out"), $"--json={labs.At("out")}");

    [Theory]
    [InlineData("evaluate")]
    [InlineData("recalibrate")]
    public async Task Run_CudaOnACpuBuild_FailsInOneLine(string command)
    {
        Assert.SkipWhen(OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider", StringComparer.Ordinal), "this build has CUDA");

        await Refused(
            3,
            ["--device cuda:0: this build of ShiftEval runs on the CPU only. Build it with -p:OnnxRuntime=gpu, or take --device cpu."],
            command, TinyLabs.Model, "--data", TinyLabs.Manifest, "--device", "cuda");
    }

    [Theory]
    [InlineData("inspect")]
    [InlineData("evaluate")]
    [InlineData("compare")]
    [InlineData("recalibrate")]
    public async Task Run_MissingModel_NamesIt(string command)
    {
        string[] data = command == "inspect" ? [] : ["--data", TinyLabs.Manifest];

        await Refused(
            2,
            ["FOLDER/none.onnx: does not exist. Check the path of the model."],
            [command, labs.At("none.onnx"), .. data]);
    }

    [Theory]
    [InlineData("", "FOLDER/text.onnx: is empty. Copy or download the file again.")]
    [InlineData("this is no model", "FOLDER/text.onnx: is not an ONNX model: it looks like a text file. Give an .onnx file, as written by the training framework's ONNX export.")]
    public async Task Inspect_NotAnOnnxFile_SaysSo(string content, string message)
    {
        string model = labs.Write("text.onnx", content);

        await Refused(2, [message], "inspect", model);
    }

    [Theory]
    [InlineData("bogus", "--statistics bogus, column 1: bogus is not a statistics spec. Write batch:B or batch=; all forms: ema, precise, domain, test, from=NAME, from=*, mix:W, mix:N=COUNT, alpha:A, batch:B, file:PATH, stream:ema, stream:window=K, instance:k=K.")]
    [InlineData("mix:1.5", "--statistics mix:1.5, column 1: mix:1.5 is not a statistics spec. Write mix:W or mix:N=COUNT (a weight from 0 to 1).")]
    [InlineData("ema,ema", "--statistics ema: the spec ema is given 2 times. Give it once.")]
    [InlineData("domain,metod=population", "--statistics domain,metod=population, column 8: metod=population is not a statistics spec. Write method=; all forms: ema, precise, domain, test, from=NAME, from=*, mix:W, mix:N=COUNT, alpha:A, batch:B, file:PATH, stream:ema, stream:window=K, instance:k=K.")]
    [InlineData("domain,split=test", "--statistics domain,split=test: would estimate from images that are scored. Write the spec test, which is shown as transductive, or split=adapt.")]
    public async Task Compare_BadSpec_IsRefused(string spec, string message) =>
        await Refused(2, [message], "compare", TinyLabs.Model, "--data", TinyLabs.Manifest, "--statistics", spec);

    [Theory]
    [InlineData("batch:8")]
    [InlineData("alpha:0.5")]
    [InlineData("stream:ema")]
    [InlineData("stream:window=8")]
    [InlineData("instance:k=4")]
    public async Task Recalibrate_StatisticsOfTheImagesScored_AreRefused(string spec) => await Refused(
        2,
        [$"--statistics {spec}: has no constant statistics that a file could hold. Use domain, precise, from=NAME, mix:W or file:PATH."],
        "recalibrate", TinyLabs.Model, "--data", TinyLabs.Manifest, "--domain", "dune", "--statistics", spec, "-o", labs.At("out.onnx"));

    [Theory]
    [InlineData("--memory", "much", "--memory much: is not a size. Write a number with B, KB, MB, GB, KiB, MiB or GiB, as in 4GiB.")]
    [InlineData("--memory", "0", "--memory 0: is not a size. Write a number with B, KB, MB, GB, KiB, MiB or GiB, as in 4GiB.")]
    [InlineData("--memory", "-1GB", "--memory -1GB: is not a size. Write a number with B, KB, MB, GB, KiB, MiB or GiB, as in 4GiB.")]
    [InlineData("--confidence", "1.5", "--confidence: 1.5 is not between 0 and 1. Give a share such as 0.95.")]
    [InlineData("--confidence", "high", "--confidence high: is not a value of this option. Write a share such as 0.95.")]
    [InlineData("--resamples", "0", "--resamples 0: is not a value of this option. Write a whole number of at least 1.")]
    [InlineData("--metric", "acuracy", "--metric acuracy: is not a metric. Write one of, nearest first: accuracy, auroc, auprc, macroF1, brier, ece, kappa, nll, balancedAccuracy.")]
    [InlineData("--metric", "quadraticKappa", "--metric quadraticKappa: takes classes to be ordered. Add --ordinal if the order of the classes is that of grades.")]
    [InlineData("--device", "gpu", "--device gpu: is not a device. Write auto, cpu, cuda or cuda:ID.")]
    [InlineData("--threads", "0", "--threads 0: is not a value of this option. Write a whole number of at least 1.")]
    [InlineData("--batch-size", "1.5", "--batch-size 1.5: is not a value of this option. Write a whole number of at least 1.")]
    [InlineData("--seed", "0x1", "--seed 0x1: is not a value of this option. Write a whole number.")]
    [InlineData("--layout", "NCHW", "--layout NCHW: is not a value of this option. Write nchw or nhwc.")]
    [InlineData("--scores", "softmax", "--scores softmax: is not a value of this option. Write logits or probabilities or sigmoid.")]
    [InlineData("--on-error", "ignore", "--on-error ignore: is not a value of this option. Write fail or skip.")]
    [InlineData("--split-values", "train", "--split-values: 'train' comes before any train=, adapt= or test=. Write train=…,adapt=…,test=….")]
    [InlineData("--reference", "domian", "--reference domian: is neither a spec nor a model of this run. Write one of: ema, precise, domain, model.onnx.")]
    [InlineData("--classes", "", "--classes: is given an empty value. Write one.")]
    [InlineData("--data", "none.csv", "none.csv: does not exist. Name a .csv or .tsv manifest, or a folder domain/class/image or domain/image.")]
    [InlineData("--domain-column", "labb", "--domain-column: 'labb' is not a column of FIXTURES/tiny/manifest.csv (nearest first: lab, label, path, slide, split). Name one of its columns.")]
    public async Task Compare_BadOption_IsRefused(string option, string value, string message) => await Refused(
        2,
        [message],
        ["compare", TinyLabs.Model, .. option == "--data" ? Array.Empty<string>() : ["--data", TinyLabs.Manifest], option, value]);

    [Fact]
    public async Task Compare_SixProblems_TellsAllAtOnce()
    {
        string json = labs.Write("out.json", "mine");

        await Refused(
            2,
            [
                "FOLDER/out.json: exists already. Add --overwrite to replace it, or choose another output path.",
                "--memory much: is not a size. Write a number with B, KB, MB, GB, KiB, MiB or GiB, as in 4GiB.",
                "--confidence: 1.5 is not between 0 and 1. Give a share such as 0.95.",
                "--statistics bogus, column 1: bogus is not a statistics spec. Write batch:B or batch=; all forms: ema, precise, domain, test, from=NAME, from=*, mix:W, mix:N=COUNT, alpha:A, batch:B, file:PATH, stream:ema, stream:window=K, instance:k=K.",
                "--domain: 'dunes' is not a domain of FIXTURES/tiny/manifest.csv (nearest first: dune, aster, birch, cedar). Name one of its domains.",
                "FOLDER/none.onnx: does not exist. Check the path of the model.",
            ],
            ["compare", labs.At("none.onnx"), "--data", TinyLabs.Manifest, "--domain", "dunes",
             "--statistics", "bogus", "--memory", "much", "--confidence", "1.5", $"--json={json}"]);
    }

    private async Task Refused(int code, string[] problems, params string[] args)
    {
        IReadOnlyList<string> before = labs.Listing();

        CommandRun run = await CommandRun.Of(args);

        string told = run.Error.Replace(labs.Folder, "FOLDER", StringComparison.Ordinal)
            .Replace(Path.Combine(AppContext.BaseDirectory, "Fixtures"), "FIXTURES", StringComparison.Ordinal);
        Assert.Equal(string.Concat(problems.Select(problem => $"shifteval: {problem}\n")), told, ignoreLineEndingDifferences: true);
        Assert.Equal(code, run.Code);
        Assert.Equal("", run.Output);
        Assert.Equal(before, labs.Listing());
    }
}
