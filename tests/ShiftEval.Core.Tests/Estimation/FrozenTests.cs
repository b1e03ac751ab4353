using ShiftEval.Estimation;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Specs;
using ShiftEval.Tests.Reference;
using Estimator = ShiftEval.Statistics.Specs.BatchEstimator;

namespace ShiftEval.Tests.Estimation;

/// <summary>Frozen statistics are the moments of what each layer is fed while all normalise with what the file stores.</summary>
public sealed class FrozenTests
{
    private static readonly ModelStatistics Frozen = TinyEstimation.Estimate(TinyEstimation.Context(TinyEstimation.Model), TinyEstimation.Adapt, EstimationMethod.Frozen);

    [Fact]
    public void Frozen_EqualsFloat64()
    {
        IReadOnlyDictionary<string, LayerMoments> expected = Float64Graph.Load(TinyFixture.PathOf("model.onnx")).Frozen(TinyEstimation.Batch(TinyEstimation.Adapt));

        TinyEstimation.AssertClose(TinyEstimation.Of(expected, Frozen.Layers), Frozen, 2e-6);
    }

    [Fact]
    public void Frozen_IsNotThePopulationBeyondTheFirstLayer()
    {
        ModelStatistics population = TinyEstimation.Estimate(TinyEstimation.Context(TinyEstimation.Model), TinyEstimation.Adapt);

        Assert.ThrowsAny<Exception>(() => TinyEstimation.AssertClose(population, Frozen, 1e-2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(36)]
    public void Frozen_AnyBatchSizeOrMemory_GivesSameStatistics(int batch)
    {
        foreach (long memory in new[] { 1, 1L << 30 })
        {
            ModelStatistics actual = TinyEstimation.Estimate(TinyEstimation.Context(TinyEstimation.Model, memory), TinyEstimation.Adapt, EstimationMethod.Frozen, batch);

            TinyEstimation.AssertClose(Frozen, actual, 1e-7);
        }
    }

    [Fact]
    public void Frozen_BatchThatTheModelFixes_DoesNotMatter() => TinyEstimation.AssertClose(
        Frozen, TinyEstimation.Estimate(TinyEstimation.Context(TinyEstimation.BatchOfOne), TinyEstimation.Adapt, EstimationMethod.Frozen), 1e-6);

    [Fact]
    public void Frozen_Counts_AreValuesAChannel()
    {
        EstimationResult result = new StatisticsEstimator(TinyEstimation.Context(TinyEstimation.Model))
            .Estimate(TinyEstimation.Adapt, new EstimationSettings(EstimationMethod.Frozen, Estimator.Total, 8), progress: null, CancellationToken.None);

        IReadOnlyDictionary<string, LayerMoments> expected = Float64Graph.Load(TinyFixture.PathOf("model.onnx")).Frozen(TinyEstimation.Batch(TinyEstimation.Adapt));
        Assert.All(expected, layer => Assert.Equal(layer.Value.Count, result.Sums[layer.Key].Moments.Count));
        Assert.All(result.Statistics.Layers, layer => Assert.Equal(result.Statistics[layer].Mean, result.Sums[layer].ToStatistics()!.Mean));
        Assert.Equal(TinyEstimation.Adapt, result.Samples);
        Assert.Empty(result.Batches);
    }
}
