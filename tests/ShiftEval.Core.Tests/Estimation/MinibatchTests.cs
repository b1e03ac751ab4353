using ShiftEval.Diagnostics;
using ShiftEval.Estimation;
using ShiftEval.Onnx;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Specs;
using ShiftEval.Tests.Onnx;
using ShiftEval.Tests.Reference;
using Estimator = ShiftEval.Statistics.Specs.BatchEstimator;

namespace ShiftEval.Tests.Estimation;

public sealed class MinibatchTests
{
    [Theory]
    [InlineData(16, Estimator.Total)]
    [InlineData(16, Estimator.MeanOfBatches)]
    [InlineData(5, Estimator.Total)]
    [InlineData(5, Estimator.MeanOfBatches)]
    [InlineData(1, Estimator.Total)]
    [InlineData(100, Estimator.MeanOfBatches)]
    public void Minibatch_ShortLastBatchKept_EqualsFloat64(int batch, Estimator estimator)
    {
        IEnumerable<Tensor64> batches = TinyEstimation.Adapt.Chunk(batch).Select(chunk => TinyEstimation.Batch(chunk));
        Reference.BatchEstimator twin = estimator == Estimator.Total ? Reference.BatchEstimator.Total : Reference.BatchEstimator.MeanOfBatches;
        IReadOnlyDictionary<string, LayerMoments> expected = Float64Graph.Load(TinyFixture.PathOf("model.onnx")).Minibatch(batches, twin);

        ModelStatistics actual = TinyEstimation.Estimate(TinyEstimation.Context(TinyEstimation.Model), TinyEstimation.Adapt, EstimationMethod.Minibatch, batch, estimator);

        TinyEstimation.AssertClose(TinyEstimation.Of(expected, actual.Layers), actual, 1e-5);
    }

    [Fact]
    public void Minibatch_OneBatchOfEverything_IsThePopulation()
    {
        ModelStatistics population = TinyEstimation.Estimate(TinyEstimation.Context(TinyEstimation.Model), TinyEstimation.Adapt);
        ModelStatistics minibatch = TinyEstimation.Estimate(TinyEstimation.Context(TinyEstimation.Model), TinyEstimation.Adapt, EstimationMethod.Minibatch, TinyEstimation.Adapt.Count);

        TinyEstimation.AssertClose(population, minibatch, 0);
    }

    [Fact]
    public void Minibatch_FixedBatch_IsFreedAndEqualsTheFreeModel()
    {
        ModelStatistics free = TinyEstimation.Estimate(TinyEstimation.Context(TinyEstimation.Model), TinyEstimation.Adapt, EstimationMethod.Minibatch, 4);
        ModelStatistics freed = TinyEstimation.Estimate(TinyEstimation.Context(TinyEstimation.BatchOfOne), TinyEstimation.Adapt, EstimationMethod.Minibatch, 4);

        TinyEstimation.AssertClose(free, freed, 1e-6);
    }

    [Fact]
    public void Minibatch_FixedBatchThatCannotBeFreed_IsRefusedWithTheObstacle()
    {
        OnnxModel model = new ModelBuilder("mixed")
            .Input("image", 1, 3, 24, 24)
            .Initializer("scale", [1, 1, 1]).Initializer("bias", [0, 0, 0]).Initializer("bn.running_mean", [0, 0, 0]).Initializer("bn.running_var", [1, 1, 1])
            .Node("ReduceMax", ["image"], ["most"], Attr.Ints("axes", 0), Attr.Int("keepdims", 1))
            .Node("Sub", ["image", "most"], ["x"])
            .Node("BatchNormalization", ["x", "scale", "bias", "bn.running_mean", "bn.running_var"], ["normal"])
            .Output("normal", 1, 3, 24, 24)
            .ToModel(opset: 13);

        string message = Assert.Throws<InputException>(() => TinyEstimation.Estimate(TinyEstimation.Context(model), TinyEstimation.Adapt, EstimationMethod.Minibatch, 4)).Message;

        Assert.StartsWith("model.onnx: fixes its batch at 1, and it cannot be freed for mini-batches: ", message, StringComparison.Ordinal);
        Assert.EndsWith(" Use method=population, which does not depend on the batch.", message, StringComparison.Ordinal);
        Assert.Contains("most", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Minibatch_LayerWithOneValueASample_RefusesBatchOfOneAndJoinsALastSingle()
    {
        EstimationContext context = TinyEstimation.Context(Pooled());
        IReadOnlyList<int> seven = [.. TinyEstimation.Adapt.Take(7)];

        InputException refusal = Assert.Throws<InputException>(() => TinyEstimation.Estimate(context, seven, EstimationMethod.Minibatch, batch: 1));
        ModelStatistics threes = TinyEstimation.Estimate(context, seven, EstimationMethod.Minibatch, batch: 3);

        Assert.Equal("pooled: has a layer with one value per sample and channel, which a batch of one sample leaves without variance. Use method=population, or batch=2 or more.", refusal.Message);
        IReadOnlyDictionary<string, LayerMoments> expected = Float64Graph.Parse(Pooled().ToBytes()).Minibatch(
            [TinyEstimation.Batch([.. seven.Take(3)]), TinyEstimation.Batch([.. seven.Skip(3)])], Reference.BatchEstimator.Total);

        // Means of whole images differ little: float32 pooling alone is 2e-5 of their variance.
        TinyEstimation.AssertClose(TinyEstimation.Of(expected, threes.Layers), threes, 1e-4);
    }

    [Fact]
    public void Estimate_NoSamples_IsRefused() =>
        Assert.Throws<InputException>(() => TinyEstimation.Estimate(TinyEstimation.Context(TinyEstimation.Model), []));

    /// <summary>Global pooling, then BatchNorm on (N, C, 1, 1).</summary>
    private static OnnxModel Pooled() => OnnxModel.Parse(
        new ModelBuilder("pooled")
            .Input("image", "N", 3, 24, 24)
            .Node("GlobalAveragePool", ["image"], ["pool"])
            .Initializer("scale", [1, 2, 3]).Initializer("bias", [0, 0, 1]).Initializer("bn.running_mean", [0, 0, 0]).Initializer("bn.running_var", [1, 1, 1])
            .Node("BatchNormalization", ["pool", "scale", "bias", "bn.running_mean", "bn.running_var"], ["normal"])
            .Node("Flatten", ["normal"], ["logits"])
            .Output("logits", "N", 3)
            .ToBytes(opset: 13),
        "pooled",
        null);
}
