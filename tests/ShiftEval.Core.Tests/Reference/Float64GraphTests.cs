namespace ShiftEval.Tests.Reference;

/// <summary>The evaluator against PyTorch in float64 on the tiny labs.</summary>
public sealed class Float64GraphTests
{
    private const double Tolerance = 1e-9;
    private static readonly string[] Sources = ["aster", "birch", "cedar"];
    private static readonly Float64Graph Model = Float64Graph.Load(TinyFixture.PathOf("model.onnx"));

    [Fact]
    public void Layers_TinyModel_AreNamedByTheirMeans() =>
        Assert.Equal(["bn", "blocks.0.bn1", "blocks.0.bn2", "blocks.1.bn1", "blocks.1.bn2", "blocks.1.down.1"], Model.Layers);

    [Fact]
    public void Stored_TinyModel_IsEma() =>
        Close.Assert(TinyFixture.Statistics("ema"), Model.Stored(Adapt().Rows(0, 1)), tolerance: 0);

    [Theory]
    [InlineData("aster")]
    [InlineData("birch")]
    [InlineData("cedar")]
    [InlineData("dune")]
    public void Run_StoredStatistics_GivesPyTorchsLogits(string lab) =>
        AssertScore("ema", lab, Model.Run(TinyFixture.Batch(TinyFixture.Select("test", lab))));

    [Theory]
    [InlineData("domain")]
    [InlineData("precise")]
    [InlineData("from=cedar")]
    [InlineData("mix:N=16")]
    public void Run_GivenStatistics_GivesPyTorchsLogits(string spec) =>
        AssertScore(spec, "dune", Model.Run(TinyFixture.Batch(TinyFixture.Select("test", "dune")), TinyFixture.Statistics(spec)));

    [Fact]
    public void RunInTraining_BatchesOf16_GivesPyTorchsLogits()
    {
        Tensor64 test = TinyFixture.Batch(TinyFixture.Select("test", "dune"));
        double[] logits = [.. Batches(test).SelectMany(batch => Model.RunInTraining(batch).Data)];

        AssertScore("batch:16,order=file", "dune", new Tensor64(logits, logits.Length / 3, 3));
    }

    [Theory]
    [InlineData("domain", "adapt", "dune")]
    [InlineData("test", "test", "dune")]
    [InlineData("precise", "train", "aster", "birch", "cedar")]
    [InlineData("from=aster", "adapt", "aster")]
    [InlineData("from=birch", "train", "birch")]
    [InlineData("from=cedar", "train", "cedar")]
    public void Population_Split_GivesPyTorchsStatistics(string spec, string split, params string[] labs) =>
        Close.Assert(TinyFixture.Statistics(spec), Model.Population(TinyFixture.Batch(TinyFixture.Select(split, labs))), Tolerance);

    [Fact]
    public void Population_RowsReversed_GivesTheSame()
    {
        TinyRow[] rows = [.. TinyFixture.Select("adapt", "dune")];

        Close.Assert(Model.Population(TinyFixture.Batch(rows)), Model.Population(TinyFixture.Batch([.. rows.Reverse()])), 1e-12);
    }

    [Theory]
    [InlineData("domain,method=minibatch,batch=16,order=file", false)]
    [InlineData("domain,method=minibatch,batch=16,estimator=mean-of-batches,order=file", true)]
    public void Minibatch_ShortLastBatch_GivesPyTorchsStatistics(string spec, bool meanOfBatches) =>
        Close.Assert(
            TinyFixture.Statistics(spec),
            Model.Minibatch(Batches(Adapt()), meanOfBatches ? BatchEstimator.MeanOfBatches : BatchEstimator.Total),
            Tolerance);

    [Fact]
    public void Minibatch_BehindTheFirstLayer_IsNotThePopulation()
    {
        IReadOnlyDictionary<string, LayerMoments> population = Model.Population(Adapt());
        IReadOnlyDictionary<string, LayerMoments> minibatch = Model.Minibatch(Batches(Adapt()), BatchEstimator.Total);

        Close.Assert(population["bn"].Variance, minibatch["bn"].Variance, 1e-12, "bn");
        Assert.True(Math.Abs((minibatch["blocks.1.bn2"].Variance[0] / population["blocks.1.bn2"].Variance[0]) - 1) > 1e-3);
    }

    [Fact]
    public void Frozen_Adapt_GivesPyTorchsStatistics() =>
        Close.Assert(TinyFixture.Statistics("domain,method=frozen"), Model.Frozen(Adapt()), Tolerance);

    [Fact]
    public void Precise_PooledSources_IsNeitherOfThem()
    {
        IReadOnlyDictionary<string, LayerMoments> pooled = Model.Population(TinyFixture.Batch(TinyFixture.Select("train", Sources)));

        Assert.Equal(126L * 24 * 24, pooled["bn"].Count);
        Assert.All(Sources, lab => Assert.NotEqual(
            pooled["bn"].Mean[0], Model.Population(TinyFixture.Batch(TinyFixture.Select("train", lab)))["bn"].Mean[0], 1e-6));
    }

    [Fact]
    public void Run_FixedBatchAndFoldedModels_GiveTheSameLogits()
    {
        Tensor64 batch = Adapt().Rows(0, 4);
        double[] logits = Model.Run(batch).Data;

        double[] one = Float64Graph.Load(TinyFixture.PathOf("model.batch1.onnx")).Run(batch.Rows(0, 1)).Data;
        double[] folded = Float64Graph.Load(TinyFixture.PathOf("model.folded.onnx")).Run(batch).Data;

        Close.Assert(logits[..3], one, 1e-13, "batch1");

        // Folding rounded the weights to float.
        Close.Assert(logits, folded, 1e-4, "folded");
    }

    [Fact]
    public void Evaluate_WrongNumberOfInputs_SaysSo() => Assert.Throws<ArgumentException>(() => Model.Evaluate());

    private static Tensor64 Adapt() => TinyFixture.Batch(TinyFixture.Select("adapt", "dune"));

    private static IEnumerable<Tensor64> Batches(Tensor64 all)
    {
        for (int start = 0; start < all.Shape[0]; start += 16)
        {
            yield return all.Rows(start, Math.Min(start + 16, all.Shape[0]));
        }
    }

    private static void AssertScore(string spec, string lab, Tensor64 logits)
    {
        TinyScore expected = TinyFixture.Score(spec, lab);
        IReadOnlyList<TinyRow> rows = TinyFixture.Select("test", lab);
        string[] classes = ["bar", "cross", "disc"];
        double[][] bySample = [.. logits.Data.Chunk(3)];

        Assert.Equal(expected.Samples, bySample.Length);
        Close.Assert(expected.FirstLogits, logits.Data[..9], Tolerance, "firstLogits");
        double[] means = [.. Enumerable.Range(0, 3).Select(c => bySample.Average(sample => sample[c]))];
        Close.Assert(expected.MeanLogits, means, Tolerance, "meanLogits");
        string[] predicted = [.. bySample.Select(sample => classes[Array.IndexOf(sample, sample.Max())])];
        Assert.Equal(expected.Correct, predicted.Zip(rows).Count(pair => pair.First == pair.Second.Label));
    }
}
