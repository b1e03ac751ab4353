using CsCheck;
using Microsoft.ML.OnnxRuntime;
using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Statistics;
using ShiftEval.Tests.Datasets;
using ShiftEval.Tests.Onnx;
using ShiftEval.Tests.Reference;
using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Tests.Statistics;

public sealed class StatisticsWriterTests
{
    [Theory]
    [InlineData("model.onnx")]
    [InlineData("model.batch1.onnx")]
    public void Write_StatisticsOfTheFile_GivesTheVeryBytesRead(string file)
    {
        byte[] bytes = File.ReadAllBytes(TinyFixture.PathOf(file));
        OnnxModel model = OnnxModel.Parse(bytes, "model.onnx", null);

        (OnnxModel written, IReadOnlyList<StatisticsChange> changes) = StatisticsWriter.Write(model, BatchNormGraphs.Stored(model));

        Assert.Empty(changes);
        Assert.Equal(bytes, written.ToBytes());
    }

    [Fact]
    public void Write_NewStatistics_ChangesTheirTensorsAndNothingElse()
    {
        OnnxModel model = OnnxModel.Load(TinyFixture.PathOf("model.onnx"));
        ModelStatistics target = Target(model);

        (OnnxModel written, IReadOnlyList<StatisticsChange> changes) = StatisticsWriter.Write(model, target);

        HashSet<string> statistics = [.. model.Proto.Graph.Initializer.Select(tensor => tensor.Name).Where(name => name.Contains("running_", StringComparison.Ordinal))];
        Assert.Equal(12, statistics.Count);
        Assert.Equal(statistics.Order(StringComparer.Ordinal), changes.Select(change => change.Name).Order(StringComparer.Ordinal));
        Assert.All(changes, change => Assert.Equal("values", change.Kind));
        Assert.Equal(new StatisticsChange("values", "bn.running_mean", "running_mean of bn"), changes[0]);
        ModelProto restored = written.Proto.Clone();
        for (int i = 0; i < restored.Graph.Initializer.Count; i++)
        {
            if (statistics.Contains(restored.Graph.Initializer[i].Name))
            {
                Assert.NotEqual(model.Proto.Graph.Initializer[i], restored.Graph.Initializer[i]);
                restored.Graph.Initializer[i] = model.Proto.Graph.Initializer[i];
            }
        }

        Assert.Equal(model.Proto, restored);
        AssertHolds(target, written, 1e-6);
    }

    [Fact]
    public void Write_TheModelGiven_StaysAsItIs()
    {
        OnnxModel model = OnnxModel.Load(TinyFixture.PathOf("model.onnx"));

        StatisticsWriter.Write(model, Target(model));

        Assert.Equal(File.ReadAllBytes(TinyFixture.PathOf("model.onnx")), model.ToBytes());
    }

    [Fact]
    public void Write_Twice_GivesTheSameBytesAndBackTheOriginals()
    {
        OnnxModel model = OnnxModel.Load(TinyFixture.PathOf("model.onnx"));
        OnnxModel once = StatisticsWriter.Write(model, Target(model)).Model;

        Assert.Equal(once.ToBytes(), StatisticsWriter.Write(model, Target(model)).Model.ToBytes());
        Assert.Equal(once.ToBytes(), StatisticsWriter.Write(once, Target(model)).Model.ToBytes());
        Assert.Equal(model.ToBytes(), StatisticsWriter.Write(once, BatchNormGraphs.Stored(model)).Model.ToBytes());
    }

    [Fact]
    public void Write_AnyFloats_AreReadBackExactly() => Gen.Float.Array[2].Select(Gen.Float[0, 1e30f].Array[2]).Where((means, _) => means.All(float.IsFinite)).Sample((means, variances) =>
    {
        OnnxModel model = BatchNormGraphs.One().ToModel();
        ModelStatistics wanted = BatchNormGraphs.Statistics(("bn", Array.ConvertAll(means, m => (double)m), Array.ConvertAll(variances, v => (double)v)));

        AssertHolds(wanted, OnnxModel.Parse(StatisticsWriter.Write(model, wanted).Model.ToBytes(), "again.onnx", null), 0);
    });

    [Fact]
    public void Write_MeanSharedByTwoLayers_GivesEachItsOwn()
    {
        OnnxModel model = BatchNormGraphs.Two("a.running_mean", "b.running_var").ToModel();
        ModelStatistics wanted = BatchNormGraphs.Statistics(("a", [10, 11], [4, 0.25]), ("a#2", [12, 13], [1, 9]));

        (OnnxModel written, IReadOnlyList<StatisticsChange> changes) = StatisticsWriter.Write(model, wanted);

        AssertHolds(wanted, written.Proto.Graph.Node.Select(node => node.Input[3]), written.Proto);
        Assert.Equal(
            [
                new StatisticsChange("added-initializer", "a_mean", "running_mean of a, which shared a.running_mean"),
                new StatisticsChange("node-input", "/a", "input 3 is a_mean instead of a.running_mean"),
                new StatisticsChange("added-initializer", "a#2.running_mean", "running_mean of a#2, which shared a.running_mean"),
                new StatisticsChange("node-input", "/b", "input 3 is a#2.running_mean instead of a.running_mean"),
            ],
            changes);
        Assert.Equal(Tensor(model, "a.running_mean"), Tensor(written, "a.running_mean"));
        Assert.Equal(model.Proto.Graph.Initializer.Count + 2, written.Proto.Graph.Initializer.Count);
    }

    [Fact]
    public void Write_SharedMeanOfOneValue_StaysShared()
    {
        OnnxModel model = BatchNormGraphs.Two("a.running_mean", "b.running_var").ToModel();
        ModelStatistics wanted = BatchNormGraphs.Statistics(("a", [10, 11], [4, 0.25]), ("a#2", [10, 11], [1, 9]));

        (OnnxModel written, IReadOnlyList<StatisticsChange> changes) = StatisticsWriter.Write(model, wanted);

        Assert.Equal(new StatisticsChange("values", "a.running_mean", "running_mean of a"), Assert.Single(changes));
        AssertHolds(wanted, written, 0);
    }

    [Fact]
    public void Write_SharedMeanWhereOneLayerKeepsIts_MovesTheOtherAlone()
    {
        OnnxModel model = BatchNormGraphs.Two("a.running_mean", "b.running_var").ToModel();
        ModelStatistics wanted = BatchNormGraphs.Statistics(("a", [0.5, 1], [4, 0.25]), ("a#2", [7, 8], [1, 9]));

        (OnnxModel written, IReadOnlyList<StatisticsChange> changes) = StatisticsWriter.Write(model, wanted);

        Assert.Equal(["a#2.running_mean", "/b"], changes.Select(change => change.Name));
        Assert.Equal("a.running_mean", written.Proto.Graph.Node[0].Input[3]);
        Assert.Equal([7, 8], TensorData.ReadDoubles(Tensor(written, "a#2.running_mean"), null));
    }

    [Theory]
    [InlineData("b.running_mean", "a.running_mean")] // mean of one layer, variance of the other
    [InlineData("b.running_mean", "a.bias")] // variance that is another layer's bias
    [InlineData("b.running_mean", "b.weight")] // variance that is the layer's own scale
    [InlineData("a.bias", "b.running_var")] // mean that is a bias
    [InlineData("b.running_mean", "b.running_mean")] // mean and variance of one layer
    public void Write_TensorWithOtherReaders_LeavesThemTheirs(string mean, string variance)
    {
        OnnxModel model = BatchNormGraphs.Two(mean, variance).ToModel();
        string[] layers = [.. BatchNormLayers.Find(model).Select(layer => layer.Name)];
        ModelStatistics wanted = BatchNormGraphs.Statistics((layers[0], [10, 11], [12, 13]), (layers[1], [14, 15], [16, 17]));

        (OnnxModel written, _) = StatisticsWriter.Write(model, wanted);

        AssertHolds(wanted.Layers.Select(layer => wanted[layer]), BatchNormGraphs.Stored(written));
        Assert.Equal(["a.weight", "a.bias"], written.Proto.Graph.Node[0].Input.Skip(1).Take(2));
        Assert.Equal(["b.weight", "b.bias"], written.Proto.Graph.Node[1].Input.Skip(1).Take(2));
        Assert.All(["a.weight", "a.bias", "b.weight", "b.bias"], name => Assert.Equal(Tensor(model, name), Tensor(written, name)));
        Tensor64 batch = Tensor64.Of([.. Enumerable.Range(0, 64).Select(i => i / 8f)], 2, 2, 4, 4);
        Close.Assert(Expected(batch, wanted), Run(written.ToBytes(), batch), 1e-5, "output");
    }

    [Fact]
    public void Write_StatisticsThatAreAGraphOutputToo_KeepTheOutput()
    {
        OnnxModel model = BatchNormGraphs.One().Output("bn.running_mean", 2).ToModel();

        OnnxModel written = StatisticsWriter.Write(model, BatchNormGraphs.Statistics(("bn", [7, 8], [1, 1]))).Model;

        Assert.Equal(Tensor(model, "bn.running_mean"), Tensor(written, "bn.running_mean"));
        Assert.NotEqual("bn.running_mean", written.Proto.Graph.Node[0].Input[3]);
        AssertHolds(BatchNormGraphs.Statistics(("bn", [7, 8], [1, 1])), written.Proto.Graph.Node.Select(node => node.Input[3]), written.Proto);
    }

    [Fact]
    public void Write_StatisticsReadInASubgraphToo_LeaveItTheOld()
    {
        ModelBuilder branch = new ModelBuilder("then").Node("Identity", ["bn.running_mean"], ["z"]).Output("z", 2);
        ModelBuilder other = new ModelBuilder("else").Node("Identity", ["bn.bias"], ["z2"]).Output("z2", 2);
        OnnxModel model = BatchNormGraphs.One().Input("flag", DataType.Bool)
            .Node("If", ["flag"], ["branched"], Attr.Graph("then_branch", branch), Attr.Graph("else_branch", other))
            .ToModel();

        OnnxModel written = StatisticsWriter.Write(model, BatchNormGraphs.Statistics(("bn", [7, 8], [4, 0.25]))).Model;

        Assert.Equal(Tensor(model, "bn.running_mean"), Tensor(written, "bn.running_mean"));
        Assert.Equal("bn_mean", written.Proto.Graph.Node[0].Input[3]);
    }

    [Fact]
    public void Write_MeanThroughIdentity_GivesTheNodeItsOwn()
    {
        OnnxModel model = new ModelBuilder().Input("x", "N", 2, 4, 4).Affine("bn").Initializer("bn.running_mean", [0, 0]).Initializer("v", [1, 1])
            .Node("Identity", ["bn.running_mean"], ["passed"])
            .Norm("/bn", "x", "y", "bn.weight", "bn.bias", "passed", "v")
            .Output("y", "N", 2, 4, 4)
            .ToModel();

        (OnnxModel written, IReadOnlyList<StatisticsChange> changes) = StatisticsWriter.Write(model, BatchNormGraphs.Statistics(("bn", [7, 8], [1, 1])));

        Assert.Equal(["added-initializer", "node-input"], changes.Select(change => change.Kind));
        Assert.Equal([7, 8], BatchNormGraphs.Stored(written).Layers.Select(layer => BatchNormGraphs.Stored(written)[layer]).Single().Mean);
        Assert.Equal(Tensor(model, "bn.running_mean"), Tensor(written, "bn.running_mean"));
    }

    [Fact]
    public void Write_OldFileWithInitializersAsInputs_StaysRunnable()
    {
        ModelBuilder builder = new ModelBuilder().Input("x", "N", 2, 4, 4);
        foreach (string name in new[] { "w", "b", "m", "v" })
        {
            builder.InitializerAlsoInput(name, [1, 2]);
        }

        OnnxModel model = builder.Norm("/a", "x", "h", "w", "b", "m", "v").Norm("/b", "h", "y", "w", "b", "m", "v").Output("y", "N", 2, 4, 4).ToModel(opset: 8, irVersion: 3);
        ModelStatistics wanted = BatchNormGraphs.Statistics(("m", [3, 4], [5, 6]), ("m#2", [7, 8], [9, 10]));

        OnnxModel written = StatisticsWriter.Write(model, wanted).Model;

        Tensor64 batch = Tensor64.Of([.. Enumerable.Range(0, 64).Select(i => i / 8f)], 2, 2, 4, 4);
        Close.Assert(
            Affine(Affine(batch.Data, wanted["m"], [1, 2], [1, 2]), wanted["m#2"], [1, 2], [1, 2]),
            Run(written.ToBytes(), batch),
            1e-5,
            "output");
    }

    [Fact]
    public void Write_OtherElementTypes_AreKept()
    {
        ModelProto proto = BatchNormGraphs.One().ToProto();
        Replace(proto, Tensors.Raw("bn.running_mean", [(Half)0.5f, (Half)1]));
        Replace(proto, Tensors.Typed("bn.running_var", [4.0, 0.25]));
        OnnxModel model = Parsed(proto);

        OnnxModel written = StatisticsWriter.Write(model, BatchNormGraphs.Statistics(("bn", [0.1, -3], [1 / 3.0, 2]))).Model;

        Assert.Equal(DataType.Float16, (DataType)Tensor(written, "bn.running_mean").DataType);
        Assert.Equal([(double)(Half)0.1, -3], BatchNormGraphs.Stored(written)["bn"].Mean);
        Assert.Equal([1 / 3.0, 2], Tensor(written, "bn.running_var").DoubleData);
        Assert.False(Tensor(written, "bn.running_var").HasRawData);
    }

    [Fact]
    public void Write_ValueTooLargeForFloat16_IsRefused()
    {
        ModelProto proto = BatchNormGraphs.One().ToProto();
        Replace(proto, Tensors.Raw("bn.running_var", [(Half)4, (Half)1]));

        InputException exception = Assert.Throws<InputException>(
            () => StatisticsWriter.Write(Parsed(proto), BatchNormGraphs.Statistics(("bn", [0, 0], [1, 1e5]))));

        Assert.Equal(
            "model.onnx, node /bn: 1 of 2 new values of running_var are too large for float16. Export the model with float32 statistics.", exception.Message);
    }

    [Fact]
    public void Write_ExternalData_BringsInWhatChangedAndLeavesTheRest()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.At("w.bin"), [.. new[] { 0.5f, -1, 4, 0.25f }.SelectMany(BitConverter.GetBytes)]);
        ModelProto proto = BatchNormGraphs.One().ToProto();
        Replace(proto, Tensors.External("bn.running_mean", DataType.Float, [2], "w.bin", 0, 8));
        Replace(proto, Tensors.External("bn.running_var", DataType.Float, [2], "w.bin", 8, 8));
        OnnxModel model = OnnxModel.Parse(Google.Protobuf.MessageExtensions.ToByteArray(proto), "model.onnx", folder.Path);

        (OnnxModel same, IReadOnlyList<StatisticsChange> none) = StatisticsWriter.Write(model, BatchNormGraphs.Stored(model));
        (OnnxModel written, IReadOnlyList<StatisticsChange> changes) = StatisticsWriter.Write(model, BatchNormGraphs.Statistics(("bn", [7, 8], [4, 0.25])));

        Assert.Empty(none);
        Assert.Equal(model.ToBytes(), same.ToBytes());
        Assert.Equal("bn.running_mean", Assert.Single(changes).Name);
        Assert.False(ExternalData.IsExternal(Tensor(written, "bn.running_mean")));
        Assert.Equal(Tensor(model, "bn.running_var"), Tensor(written, "bn.running_var"));
        Assert.Equal([7, 8], BatchNormGraphs.Stored(written)["bn"].Mean);
    }

    [Fact]
    public void Write_StatisticsThatDoNotFit_AreRefusedTogether()
    {
        OnnxModel model = BatchNormGraphs.Two("b.running_mean", "b.running_var").ToModel();

        Assert.Equal(
            "model.onnx, node /a: the statistics have no layer a. Use statistics of this model.\n"
            + "model.onnx, node /b: the statistics have 3 channels, the layer has 2. Use statistics of this model.",
            Refusal(model, ("b", [1, 2, 3], [1, 2, 3])));
        Assert.Equal(
            "model.onnx, node /a: the new mean of channel 1 is not a finite number. Check the images and the preprocessing.\n"
            + "model.onnx, node /b: the new variance of channel 0 is not a finite number of at least 0. Check the images and the preprocessing.",
            Refusal(model, ("a", [1, double.NaN], [1, 2]), ("b", [1, 2], [-0.01, 1])));
        Assert.Equal(
            "model.onnx, node /a: the new mean of channel 0 is not a finite number. Check the images and the preprocessing.\n"
            + "model.onnx, node /b: the new variance of channel 1 is not a finite number of at least 0. Check the images and the preprocessing.",
            Refusal(model, ("a", [double.NegativeInfinity, 1], [1, 2]), ("b", [1, 2], [1, double.NaN])));
    }

    [Fact]
    public void Write_ModelWithoutBatchNorm_IsRefused() => Assert.Throws<InputException>(
        () => StatisticsWriter.Write(OnnxModel.Load(TinyFixture.PathOf("model.folded.onnx")), BatchNormGraphs.Statistics()));

    [Fact]
    public void Run_WrittenModel_ComputesWithTheNewStatistics()
    {
        OnnxModel model = OnnxModel.Load(TinyFixture.PathOf("model.onnx"));
        Tensor64 batch = TinyFixture.Batch([.. TinyFixture.Select("test", "dune").Take(16)]);

        OnnxModel written = StatisticsWriter.Write(model, Target(model)).Model;

        double[] expected = Float64Graph.Load(TinyFixture.PathOf("model.onnx")).Run(batch, TinyFixture.Statistics("domain")).Data;
        Close.Assert(expected, Run(written.ToBytes(), batch), 1e-4, "logits");
        Close.Assert(expected, Float64Graph.Parse(written.ToBytes()).Run(batch).Data, 1e-4, "logits in double");
    }

    [Fact]
    public void Run_StatisticsAddedAsInitializers_AreIgnoredByTheRuntime()
    {
        // Why the bytes are rewritten: the optimiser folds BatchNorm into Conv before it looks at initializers that the session brings.
        OnnxModel model = OnnxModel.Load(TinyFixture.PathOf("model.onnx"));
        Tensor64 batch = TinyFixture.Batch([.. TinyFixture.Select("test", "dune").Take(4)]);
        ModelStatistics target = Target(model);
        double[] old = Run(model.ToBytes(), batch);

        List<OrtValue> values = [];
        using SessionOptions options = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        foreach (BatchNormLayer layer in BatchNormLayers.FindRewritable(model))
        {
            Add(layer.Proto.Input[3], target[layer.Name].Mean);
            Add(layer.Proto.Input[4], target[layer.Name].Variance);
        }

        double[] added = Run(model.ToBytes(), batch, options);
        values.ForEach(value => value.Dispose());

        Close.Assert(old, added, 1e-6, "logits with added initializers");
        Assert.True(old.Zip(Run(StatisticsWriter.Write(model, target).Model.ToBytes(), batch), (a, b) => Math.Abs(a - b)).Max() > 0.1);

        void Add(string name, double[] numbers)
        {
            OrtValue value = OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(numbers, number => (float)number), [numbers.Length]);
            values.Add(value);
            options.AddInitializer(name, value);
        }
    }

    /// <summary>The reference statistics of the target lab, in the order of the model's layers.</summary>
    private static ModelStatistics Target(OnnxModel model)
    {
        IReadOnlyDictionary<string, LayerMoments> reference = TinyFixture.Statistics("domain");
        return new(BatchNormLayers.Find(model).Select(layer =>
            KeyValuePair.Create(layer.Name, new LayerStatistics(reference[layer.Name].Mean, reference[layer.Name].Variance))));
    }

    private static string Refusal(OnnxModel model, params (string, double[], double[])[] layers) =>
        Assert.Throws<InputException>(() => StatisticsWriter.Write(model, BatchNormGraphs.Statistics(layers))).Message;

    private static OnnxModel Parsed(ModelProto proto) => OnnxModel.Parse(Google.Protobuf.MessageExtensions.ToByteArray(proto), "model.onnx", null);

    private static TensorProto Tensor(OnnxModel model, string name) => model.Proto.Graph.Initializer.Single(tensor => tensor.Name == name);

    private static void Replace(ModelProto model, TensorProto tensor) =>
        model.Graph.Initializer[model.Graph.Initializer.ToList().FindIndex(old => old.Name == tensor.Name)] = tensor;

    private static void AssertHolds(ModelStatistics wanted, OnnxModel model, double tolerance)
    {
        ModelStatistics stored = BatchNormGraphs.Stored(model);
        Assert.Equal(wanted.Layers, stored.Layers);
        foreach (string layer in wanted.Layers)
        {
            Close.Assert(wanted[layer].Mean, stored[layer].Mean, tolerance, layer);
            Close.Assert(wanted[layer].Variance, stored[layer].Variance, tolerance, layer);
        }
    }

    private static void AssertHolds(ModelStatistics wanted, IEnumerable<string> means, ModelProto model) => Assert.Equal(
        wanted.Layers.Select(layer => wanted[layer].Mean),
        means.Select(name => TensorData.ReadDoubles(model.Graph.Initializer.Single(tensor => tensor.Name == name), null)));

    private static void AssertHolds(IEnumerable<LayerStatistics> wanted, ModelStatistics stored) => Assert.Equal(
        wanted.Select(layer => (string.Join(' ', layer.Mean), string.Join(' ', layer.Variance))),
        stored.Layers.Select(layer => (string.Join(' ', stored[layer].Mean), string.Join(' ', stored[layer].Variance))));

    private static double[] Expected(Tensor64 batch, ModelStatistics statistics) => Affine(
        Affine(batch.Data, statistics[statistics.Layers[0]], [1, 2], [0.5, 0]), statistics[statistics.Layers[1]], [1, 2], [0.5, 0]);

    /// <summary>BatchNorm by its definition, over [2, 2, 4, 4].</summary>
    private static double[] Affine(double[] x, LayerStatistics statistics, double[] scale, double[] bias)
    {
        double[] y = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            int c = i / 16 % 2;
            y[i] = (scale[c] * (x[i] - statistics.Mean[c]) / Math.Sqrt(statistics.Variance[c] + 1e-5)) + bias[c];
        }

        return y;
    }

    private static double[] Run(byte[] model, Tensor64 batch)
    {
        using SessionOptions options = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        return Run(model, batch, options);
    }

    private static double[] Run(byte[] model, Tensor64 batch, SessionOptions options)
    {
        using InferenceSession session = new(model, options);
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(
            Array.ConvertAll(batch.Data, value => (float)value), Array.ConvertAll(batch.Shape, length => (long)length));
        using RunOptions run = new();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(run, [session.InputNames[0]], [input], [session.OutputNames[0]]);
        return Array.ConvertAll(outputs[0].GetTensorDataAsSpan<float>().ToArray(), value => (double)value);
    }
}
