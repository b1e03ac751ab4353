namespace ShiftEval.Tests.Reference;

/// <summary>The evaluator on every way to carry BatchNorm, against PyTorch in float64.</summary>
public sealed class AnyOnnxTests
{
    private const double Tolerance = 1e-12;
    private static readonly string[] Unreadable = ["external-data-escapes.onnx", "external-data-missing.onnx"];

    public static TheoryData<string> Readable => [.. AnyOnnxFixture.Models.Keys.Except(Unreadable, StringComparer.Ordinal)];

    public static TheoryData<string> Computed => [.. AnyOnnxFixture.Models.Values
        .Where(model => model.Reference.Length > 0).Select(model => model.File)];

    /// <summary>A fixed batch smaller than the inputs has other moments than all of them.</summary>
    public static TheoryData<string> Measured => [.. AnyOnnxFixture.Models.Values
        .Where(model => model.Reference.Length > 0 && model.File is not ("batch-1.onnx" or "batch-5.onnx" or "loop.onnx")).Select(model => model.File)];

    [Theory]
    [MemberData(nameof(Readable))]
    public void Layers_EveryModel_AreFound(string file)
    {
        AnyOnnxModel model = AnyOnnxFixture.Models[file];

        Float64Graph graph = Float64Graph.Load(AnyOnnxFixture.PathOf(file));

        Assert.Equal(model.Layers + model.LayersInBranchesNeverTaken, graph.Layers.Count);
        Assert.Equal(model.Names ?? graph.Layers, graph.Layers);
        Assert.Empty(graph.UnsupportedOperators);
    }

    [Theory]
    [MemberData(nameof(Computed))]
    public void Evaluate_StoredStatistics_GivesPyTorchsLogits(string file)
    {
        (Float64Graph graph, Dictionary<string, Tensor64> feeds, AnyOnnxReference reference) = Load(file);

        Tensor64 logits = Logits(graph, graph.Evaluate(feeds));

        Close.Assert(reference.Logits[..logits.Data.Length], logits.Data, Tolerance, file);
    }

    [Theory]
    [MemberData(nameof(Measured))]
    public void PopulationInOrder_AllInputs_GivesPyTorchsMoments(string file)
    {
        (Float64Graph graph, Dictionary<string, Tensor64> feeds, AnyOnnxReference reference) = Load(file);

        IReadOnlyList<LayerMoments> moments = graph.PopulationInOrder(feeds);

        Assert.Equal(reference.Population.Select(layer => layer.Count), moments.Select(layer => layer.Count));
        foreach ((LayerMoments expected, LayerMoments actual) in reference.Population.Zip(moments))
        {
            Close.Assert(expected.Mean, actual.Mean, Tolerance, $"{file} mean");
            Close.Assert(expected.Variance, actual.Variance, Tolerance, $"{file} variance");
        }
    }

    [Theory]
    [MemberData(nameof(Measured))]
    public void Evaluate_PopulationStatistics_GivesPyTorchsLogits(string file)
    {
        (Float64Graph graph, Dictionary<string, Tensor64> feeds, AnyOnnxReference reference) = Load(file);

        Tensor64 logits = Logits(graph, graph.Evaluate(feeds, graph.Population(feeds)));

        Close.Assert(reference.PopulationLogits, logits.Data, Tolerance, file);
    }

    [Fact]
    public void PopulationInOrder_Loop_PoolsTheRounds()
    {
        (Float64Graph graph, Dictionary<string, Tensor64> feeds, AnyOnnxReference reference) = Load("loop.onnx");

        LayerMoments pooled = Assert.Single(graph.PopulationInOrder(feeds));

        LayerMoments expected = LayerMoments.Join(reference.Population, BatchEstimator.Total);
        Assert.Equal(expected.Count, pooled.Count);
        Close.Assert(expected.Mean, pooled.Mean, Tolerance, "mean");
        Close.Assert(expected.Variance, pooled.Variance, Tolerance, "variance");
    }

    [Fact]
    public void PopulationInOrder_OtherBranch_LeavesItsLayerOut()
    {
        (Float64Graph graph, Dictionary<string, Tensor64> feeds, _) = Load("if-on-data.onnx");
        Tensor64 dark = feeds["x"].With([.. feeds["x"].Data.Select(value => value - 9)], feeds["x"].Shape);

        Assert.Equal(2, graph.PopulationInOrder(feeds["x"]).Count);
        Assert.Single(graph.PopulationInOrder(dark));
    }

    [Fact]
    public void Population_OneInput_IsPopulationInOrderByName()
    {
        (Float64Graph graph, Dictionary<string, Tensor64> feeds, AnyOnnxReference reference) = Load("function-nested.onnx");

        IReadOnlyDictionary<string, LayerMoments> byName = graph.Population(feeds["x"]);

        Assert.Equal(["norm", "norm#2"], byName.Keys);
        Close.Assert(reference.Population[1].Mean, byName["norm#2"].Mean, Tolerance, "mean");
    }

    [Fact]
    public void Evaluate_FedInitializer_StandsInItsPlace()
    {
        (Float64Graph graph, Dictionary<string, Tensor64> feeds, _) = Load("initializers-as-inputs-ir7.onnx");
        double[] logits = graph.Evaluate(feeds)[0].Data;

        feeds["fc.bias"] = new Tensor64([.. graph.File.Initializers["fc.bias"].Data.Select(value => value + 1)], 3);

        Close.Assert([.. logits.Select(value => value + 1)], graph.Evaluate(feeds)[0].Data, Tolerance, "logits");
    }

    [Fact]
    public void Evaluate_InputNotFed_IsNamed()
    {
        Float64Graph graph = Float64Graph.Load(AnyOnnxFixture.PathOf("two-inputs-one-unused.onnx"));
        Dictionary<string, Tensor64> feeds = AnyOnnxFixture.Feeds(graph.File, AnyOnnxFixture.References["two-norms"].Input);
        feeds.Remove("unused");

        Assert.Contains("unused", Assert.Throws<ArgumentException>(() => graph.Evaluate(feeds)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_DropoutInTraining_IsRefused()
    {
        Float64Graph graph = Float64Graph.Load(AnyOnnxFixture.PathOf("dropout-training.onnx"));

        NotSupportedException failure = Assert.Throws<NotSupportedException>(
            () => graph.Evaluate(AnyOnnxFixture.References["two-norms"].Input));

        Assert.Contains("Dropout", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ExternalDataOutsideTheFolder_IsRefused() =>
        Assert.Throws<InvalidDataException>(() => Float64Graph.Load(AnyOnnxFixture.PathOf("external-data-escapes.onnx")));

    [Fact]
    public void Load_ExternalDataMissing_SaysSo() =>
        Assert.Throws<FileNotFoundException>(() => Float64Graph.Load(AnyOnnxFixture.PathOf("external-data-missing.onnx")));

    [Fact]
    public void Evaluate_TrainingModeWithRunningOutputs_GivesThem()
    {
        (Float64Graph graph, Dictionary<string, Tensor64> feeds, AnyOnnxReference reference) = Load("training-mode-exposed.onnx");
        double[] stored = graph.File.Initializers["bn1.running_mean"].Data;

        IReadOnlyList<Tensor64> outputs = graph.Evaluate(feeds);

        double[] blended = [.. stored.Zip(reference.Population[0].Mean, (old, batch) => (0.75 * old) + (0.25 * batch))];
        Close.Assert(blended, outputs[1].Data, Tolerance, "running mean");
    }

    private static (Float64Graph Graph, Dictionary<string, Tensor64> Feeds, AnyOnnxReference Reference) Load(string file)
    {
        Float64Graph graph = Float64Graph.Load(AnyOnnxFixture.PathOf(file));
        AnyOnnxReference reference = AnyOnnxFixture.References[AnyOnnxFixture.Models[file].Reference];
        return (graph, AnyOnnxFixture.Feeds(graph.File, reference.Input), reference);
    }

    private static Tensor64 Logits(Float64Graph graph, IReadOnlyList<Tensor64> outputs) => outputs[graph.File.Outputs.ToList().IndexOf("logits")];
}
