using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Onnx.Rewrites;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Bundling;
using ShiftEval.Tests.Datasets;
using ShiftEval.Tests.Estimation;
using ShiftEval.Tests.Onnx;
using ShiftEval.Tests.Reference;
using ShiftEval.Tests.Shipped;

namespace ShiftEval.Tests.Statistics.Bundling;

public sealed class BundleWriterTests
{
    private const double Tolerance = 1e-5;

    // The runtime computes a float16 BatchNormalization in float32 as the bundle does, but rounds between other operators.
    private const double HalfTolerance = 1e-2;

    public static TheoryData<string> Bundled => [.. AnyOnnxFixture.Models.Values
        .Where(model => !model.IsRefused && model.Layers > 0)
        .Select(model => model.File)];

    public static TheoryData<string> Runnable => [.. AnyOnnxFixture.Models.Values
        .Where(model => !model.IsRefused && model.Layers > 0 && model.MissingKernel.Length == 0)
        .Select(model => model.File)];

    public static TheoryData<string> Refused => [.. AnyOnnxFixture.Models.Values
        .Where(model => model.IsRefused && !model.File.StartsWith("dropout", StringComparison.Ordinal))
        .Select(model => model.File)];

    [Theory]
    [MemberData(nameof(Runnable))]
    public void Write_DomainsMixedInABatch_GivesEverySampleTheOutputsOfItsOwnFile(string file)
    {
        using BundledFile bundled = Open(file);
        for (int start = 0; start < 4; start++)
        {
            long[] domains = bundled.Mixed(start);

            Compare(bundled.RunSingles(domains), bundled.Run(domains), ToleranceOf(file), $"{file} from {start}");
        }
    }

    [Theory]
    [MemberData(nameof(Bundled))]
    public void Write_DomainsMixedInABatch_IsTheSameInFloat64(string file)
    {
        using BundledFile bundled = Open(file);
        long[] domains = bundled.Mixed();

        Compare(bundled.EvaluateSingles(domains), bundled.Evaluate(domains), Tolerance, file);
    }

    [Theory]
    [MemberData(nameof(Runnable))]
    public void Write_AnyModel_RunsAlikeAtEveryLevel(string file)
    {
        using BundledFile bundled = Open(file);
        long[] domains = bundled.Mixed(1);
        IReadOnlyList<double[]> plain = bundled.Run(domains, GraphOptimizationLevel.ORT_DISABLE_ALL);

        foreach (GraphOptimizationLevel level in Enum.GetValues<GraphOptimizationLevel>())
        {
            Compare(plain, bundled.Run(domains, level), ToleranceOf(file), $"{file} at {level}");
        }
    }

    [Theory]
    [MemberData(nameof(Runnable))]
    public void Write_NumberOutOfRange_FailsAtRunTime(string file)
    {
        using BundledFile bundled = Open(file);
        foreach (long wrong in new[] { 4, -1, -2, -4, -5, long.MaxValue, long.MinValue, long.MinValue / 2, long.MinValue / 9, (long.MinValue / 2) + 1 })
        {
            long[] domains = bundled.Mixed();
            domains[^1] = wrong;

            OnnxRuntimeException failure = Assert.Throws<OnnxRuntimeException>(() => bundled.Run(domains));

            Assert.Contains("Gather", failure.Message, StringComparison.Ordinal);
            Assert.True(wrong is > 0 or long.MinValue || failure.Message.Contains("domain_must_not_be_negative", StringComparison.Ordinal), failure.Message);
        }
    }

    [Fact]
    public void Write_OtherCountOfNumbersThanOfSamples_FailsAtRunTime()
    {
        using BundledFile bundled = Open("opset-17.onnx");

        Assert.Throws<OnnxRuntimeException>(() => bundled.Run([2, 2]));
        Assert.Throws<OnnxRuntimeException>(() => bundled.Run([.. bundled.Mixed(), 1]));
    }

    [Theory]
    [MemberData(nameof(Runnable))]
    public void Write_NoDomainFed_FailsAtRunTime(string file)
    {
        using BundledFile bundled = Open(file);

        OnnxRuntimeException failure = Assert.Throws<OnnxRuntimeException>(() => RuntimeOracle.Run(bundled.Bundle, bundled.Inputs.Zip(SeededInputs.For(bundled.Inputs, bundled.Batch))));

        Assert.Contains("domain", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Bundled))]
    public void Write_Twice_GivesTheSameBytesAndLeavesTheModelAlone(string file)
    {
        OnnxModel model = OnnxModel.Load(AnyOnnxFixture.PathOf(file));
        string images = Images(model);

        byte[] once = BundleWriter.Write(model, images, BundledFile.Invent(model)).Model.ToBytes();
        byte[] twice = BundleWriter.Write(model, images, BundledFile.Invent(model)).Model.ToBytes();

        Assert.Equal(once, twice);
        Assert.Equal(File.ReadAllBytes(AnyOnnxFixture.PathOf(file)), model.ToBytes());
    }

    [Theory]
    [MemberData(nameof(Bundled))]
    public void Write_AnyModel_HasNoBatchNormLeftAndTellsEveryChange(string file)
    {
        OnnxModel model = OnnxModel.Load(AnyOnnxFixture.PathOf(file));
        int layers = BatchNormLayers.Find(model).Count;

        (OnnxModel bundle, IReadOnlyList<StatisticsChange> changes) = BundleWriter.Write(model, Images(model), BundledFile.Invent(model));

        Assert.Empty(BatchNormLayers.Find(bundle));
        Assert.Equal(layers, changes.Count(change => change.Detail.StartsWith("BatchNormalization is", StringComparison.Ordinal)));
        HashSet<string> named = [.. changes.Select(change => change.Name)];
        Assert.All(bundle.Proto.Graph.Initializer.Select(tensor => tensor.Name).Except(Names(OpsetUpgrade.Apply(model).Model)), name => Assert.Contains(name, named));
        Assert.All(Names(model).Except(Names(bundle)), name => Assert.Contains(name, named));
        Assert.Equal(["stored", "lab1", "lab2", "lab3"], BundleMetadata.Read(bundle));
        Assert.Equal(model.Inputs.Select(input => input.Name).Append("domain"), bundle.Inputs.Select(input => input.Name));
        OnnxValueInfo domain = bundle.Inputs[^1];
        Assert.Equal(OnnxElementType.Int64, domain.ElementType);
        Assert.Equal(model.Inputs.Single(input => input.Name == Images(model)).Shape![0], Assert.Single(domain.Shape!));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Write_ModelThatCannotBeRecalibrated_IsRefusedForTheSameReason(string file)
    {
        OnnxModel model = OnnxModel.Load(AnyOnnxFixture.PathOf(file));

        Assert.Contains(AnyOnnxFixture.Models[file].Reason, Assert.Throws<InputException>(() => BundleWriter.Check(model)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("all/seed0.onnx")]
    [InlineData("nbs/nbs2.onnx")]
    [InlineData("leave-out-birk/seed1.onnx")]
    public void Write_ShippedModel_GivesEverySampleTheLogitsOfItsOwnFile(string file)
    {
        using BundledFile bundled = new(RepositoryFolder.At("models", "smears", file), Images(OnnxModel.Load(RepositoryFolder.At("models", "smears", file))));
        long[] domains = bundled.Mixed();

        Compare(bundled.RunSingles(domains), bundled.Run(domains), Tolerance, file);
    }

    [Fact]
    public void Check_Bundles_AreAcceptedWhereTheirOriginalsAre()
    {
        using TemporaryFolder folder = new();
        string[] files =
        [
            .. AnyOnnxFixture.Models.Values.Where(model => !model.IsRefused && model.Layers > 0).Select(model => AnyOnnxFixture.PathOf(model.File)),
            RepositoryFolder.At("models", "smears", "all", "seed0.onnx"),
        ];
        string[] originals = [.. files.Select(file => Put("original", file, File.ReadAllBytes(file)))];
        string[] bundles = [.. files.Select(file => Put("bundle", file, Bundle(OnnxModel.Load(file)).ToBytes()))];

        IReadOnlyList<JsonElement> before = OnnxChecker.Ask(originals);
        IReadOnlyList<JsonElement> after = OnnxChecker.Ask(bundles);

        int accepted = 0;
        for (int i = 0; i < files.Length; i++)
        {
            foreach (string how in new[] { "plain", "full" }.Where(how => before[i].GetProperty(how).GetString() is null))
            {
                accepted++;
                Assert.True(after[i].GetProperty(how).GetString() is null, $"{files[i]} ({how}): {after[i].GetProperty(how).GetString()}");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{accepted} of {2 * files.Length} checks were made on {files.Length} bundles.");
        Assert.True(accepted > files.Length, $"only {accepted} checks were made on {files.Length} bundles");

        static OnnxModel Bundle(OnnxModel model) => BundleWriter.Write(model, Images(model), BundledFile.Invent(model)).Model;

        string Put(string kind, string file, byte[] bytes)
        {
            string path = Path.Combine(Directory.CreateDirectory(folder.At(kind)).FullName, Path.GetFileName(file));
            File.WriteAllBytes(path, bytes);
            foreach (string side in Directory.GetFiles(Path.GetDirectoryName(file)!, "*.bin"))
            {
                File.Copy(side, Path.Combine(folder.At(kind), Path.GetFileName(side)), overwrite: true);
            }

            return path;
        }
    }

    [Fact]
    public void Write_ModelWithAValueCalledDomain_IsRefused()
    {
        OnnxModel model = Small(input: "domain");

        Assert.Equal(
            "model.onnx: has a value called domain, which is the name of a bundle's own input. Export the model with another name for it, or write one file a domain.",
            Assert.Throws<InputException>(() => BundleWriter.Check(model)).Message);
    }

    [Fact]
    public void Write_ABundle_IsRefused()
    {
        OnnxModel model = Small();
        OnnxModel bundle = BundleWriter.Write(model, "x", BundledFile.Invent(model, 1)).Model;

        Assert.Equal(
            "model.onnx: is a bundle of the statistics stored, lab1, whose input domain must be told each sample's domain. Use the model that it was made from, or files with the statistics of one domain each.",
            Assert.Throws<InputException>(() => BundleWriter.Check(bundle)).Message);
    }

    [Fact]
    public void Write_LayerThatIsTheSameForAll_StaysABatchNorm()
    {
        OnnxModel model = OnnxModel.Load(AnyOnnxFixture.PathOf("opset-17.onnx"));
        ModelStatistics stored = BatchNormLayers.Stored(BatchNormLayers.FindRewritable(model));
        BundleEntry[] entries = [.. BundledFile.Invent(model).Select(entry => new BundleEntry(
            entry.Name, new ModelStatistics([KeyValuePair.Create("bn1", stored["bn1"]), KeyValuePair.Create("bn2", entry.Statistics["bn2"])])))];

        OnnxModel bundle = BundleWriter.Write(model, Images(model), entries).Model;

        Assert.Equal("bn1", Assert.Single(BatchNormLayers.Find(bundle)).Name);
    }

    [Fact]
    public void Write_StoredStatisticsForAll_IsRefused()
    {
        OnnxModel model = Small();
        ModelStatistics stored = BatchNormLayers.Stored(BatchNormLayers.FindRewritable(model));

        Assert.Equal(
            "model.onnx: the statistics of a, b are all the stored ones, so there is nothing to choose from. Use the model as it is.",
            Assert.Throws<InputException>(() => BundleWriter.Write(model, "x", [new BundleEntry("a", stored), new BundleEntry("b", stored)])).Message);
    }

    [Theory]
    [InlineData("stored", "model.onnx: two choices of the bundle would be called stored. Give the domain another name: this one is that of the file's own statistics.")]
    [InlineData("lab1", "model.onnx: two choices of the bundle would be called lab1. Name each domain once.")]
    public void Write_NameTakenTwice_IsRefused(string name, string message)
    {
        OnnxModel model = Small();
        BundleEntry[] entries = [.. BundledFile.Invent(model, 2)];

        Assert.Equal(message, Assert.Throws<InputException>(() => BundleWriter.Write(model, "x", [entries[0], entries[1] with { Name = name }])).Message);
    }

    [Fact]
    public void Write_MeansTooLargeForFloat16_AreRefusedAsInAFileOfOneDomain()
    {
        OnnxModel model = OnnxModel.Load(AnyOnnxFixture.PathOf("float16.onnx"));
        BundleEntry entry = BundledFile.Invent(model, 1)[0];
        entry.Statistics["bn1"].Mean[0] = 1e6;

        string single = Assert.Throws<InputException>(() => StatisticsWriter.Write(model, entry.Statistics)).Message;

        Assert.Equal(single, Assert.Throws<InputException>(() => BundleWriter.Write(model, Images(model), [entry])).Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Write_ScaleAndBiasFedAtRunTime_AreReadAtRunTime(bool rankIsKnown)
    {
        ModelBuilder builder = new ModelBuilder().Input("x", "N", 2, 2, 2).Input("scale", 2).Input("bias", 2)
            .Initializer("m", [0.5f, -1]).Initializer("v", [1, 4]);
        _ = rankIsKnown ? builder.Node("Relu", ["x"], ["h"]) : builder.Node("Shape", ["x"], ["s"]).Node("Reshape", ["x", "s"], ["h"]);
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.At("model.onnx"), builder.Norm("bn", "h", "y", "scale", "bias", "m", "v").Output("z", "N", 2, 2, 2).Node("Identity", ["y"], ["z"]).ToModel().ToBytes());
        using BundledFile bundled = new(folder.At("model.onnx"), "x");
        long[] domains = bundled.Mixed();

        Assert.Equal(!rankIsKnown, OnnxModel.Load(bundled.Bundle).Proto.Graph.Node.Any(node => node.Output[0].EndsWith(".flat", StringComparison.Ordinal)));
        Compare(bundled.RunSingles(domains), bundled.Run(domains), Tolerance, "run-time scale");
    }

    [Theory]
    [InlineData(17, true)]
    [InlineData(14, false)]
    public void Write_TypeThatTheFileDoesNotState_IsTakenFromTheInputItself(long opset, bool likeTheInput)
    {
        using TemporaryFolder folder = new();
        ModelBuilder builder = new ModelBuilder().Input("x", TensorProto.Types.DataType.Float16, "N", 2, 2, 2).Initializer("m", [0.5f, -1]).Initializer("v", [1, 4]);
        _ = likeTheInput ? builder.Affine("bn") : builder.Initializer(Half("bn.weight")).Initializer(Half("bn.bias"));
        OnnxModel model = builder.Node("Relu", ["x"], ["h"]).Norm("bn", "h", "y", "bn.weight", "bn.bias", "m", "v").Node("Neg", ["y"], ["z"])
            .Output("z", TensorProto.Types.DataType.Float16, "N", 2, 2, 2).ToModel(opset);
        File.WriteAllBytes(folder.At("model.onnx"), model.ToBytes());
        using BundledFile bundled = new(folder.At("model.onnx"), "x");
        long[] domains = bundled.Mixed();

        Assert.Equal(likeTheInput, OnnxModel.Load(bundled.Bundle).Proto.Graph.Node.Any(node => node.OpType == "CastLike"));
        foreach (GraphOptimizationLevel level in Enum.GetValues<GraphOptimizationLevel>())
        {
            Compare(bundled.RunSingles(domains), bundled.Run(domains, level), HalfTolerance, level.ToString());
        }

        static TensorProto Half(string name)
        {
            TensorProto tensor = TensorData.Zeros(name, TensorProto.Types.DataType.Float16, [2]);
            TensorData.WriteDoubles(tensor, [1, 2], null);
            return tensor;
        }
    }

    [Fact]
    public void Write_TypeThatNothingTells_IsRefused()
    {
        OnnxModel model = new ModelBuilder().Input("x", TensorProto.Types.DataType.Float16, "N", 2, 2, 2).Input("scale", TensorProto.Types.DataType.Float16, 2).Input("bias", TensorProto.Types.DataType.Float16, 2)
            .Initializer("m", [0.5f, -1]).Initializer("v", [1, 4]).Node("Relu", ["x"], ["h"]).Norm("bn", "h", "y", "scale", "bias", "m", "v")
            .Output("y", TensorProto.Types.DataType.Float16, "N", 2, 2, 2).ToModel(opset: 14);

        Assert.Equal(
            "model.onnx, node bn: does not give the type of its input away: its scale is computed at run time and the file mixes float types. Export the model with shape inference, or in one float type.",
            Assert.Throws<InputException>(() => BundleWriter.Check(model)).Message);
    }

    private static OnnxModel Small(string input = "x") => new ModelBuilder().Input(input, "N", 2, 2, 2).Affine("bn").Initializer("m", [0.5f, -1]).Initializer("v", [1, 4])
        .Norm("bn", input, "y", "bn.weight", "bn.bias", "m", "v").Output("y", "N", 2, 2, 2).ToModel();

    private static BundledFile Open(string file)
    {
        string path = AnyOnnxFixture.PathOf(file);
        return new BundledFile(path, Images(OnnxModel.Load(path)));
    }

    private static string Images(OnnxModel model) => model.Inputs[0].Name;

    private static IEnumerable<string> Names(OnnxModel model) => model.Proto.Graph.Initializer.Select(tensor => tensor.Name);

    private static double ToleranceOf(string file) => file.Contains("float16", StringComparison.Ordinal) && !file.Contains("bfloat16", StringComparison.Ordinal) ? HalfTolerance : Tolerance;

    private static void Compare(IReadOnlyList<double[]> expected, IReadOnlyList<double[]> actual, double tolerance, string what)
    {
        Assert.Equal(expected.Count, actual.Count);
        foreach ((double[] one, double[] other) in expected.Zip(actual))
        {
            Close.Assert(one, other, tolerance, what);
        }
    }
}
