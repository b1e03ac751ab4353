using ShiftEval.Estimation;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Statistics;
using ShiftEval.Tests.Reference;

namespace ShiftEval.Tests.Estimation;

/// <summary>A sample that weighs w counts as w samples, in one run, layer by layer and with a batch that the model fixes.</summary>
public sealed class SampleWeightsTests
{
    private const double Tolerance = 1e-5;
    private static readonly int[] Order = [.. TinyEstimation.Adapt.Take(12)];
    private static readonly int[] Weights = [1, 3, 0, 2, 1, 0, 5, 1, 1, 2, 4, 1];

    public static TheoryData<string> Ways => ["whole", "batches of 1", "batches of 5", "fixed at 1", "fixed at 5"];

    [Theory]
    [MemberData(nameof(Ways))]
    public void Estimate_WholeWeights_AreRepeatedSamples(string way)
    {
        int[] repeated = [.. Order.Zip(Weights).SelectMany(pair => Enumerable.Repeat(pair.First, pair.Second))];
        IReadOnlyDictionary<string, LayerMoments> expected = Float64Graph.Load(TinyFixture.PathOf("model.onnx")).Population(TinyEstimation.Batch(repeated));

        ModelStatistics actual = Estimate(way, Order.Zip(Weights).ToDictionary(pair => pair.First, pair => (double)pair.Second));

        TinyEstimation.AssertClose(TinyEstimation.Of(expected, actual.Layers), actual, 5e-6);
        TinyEstimation.AssertClose(Estimate(way, null, repeated), actual, Tolerance);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Estimate_ScaledWeights_GiveTheSame(string way)
    {
        ModelStatistics one = Estimate(way, Order.Zip(Weights).ToDictionary(pair => pair.First, pair => (double)pair.Second));

        foreach (double scale in new[] { 1e-3, 0.37, 1234.5 })
        {
            TinyEstimation.AssertClose(one, Estimate(way, Order.Zip(Weights).ToDictionary(pair => pair.First, pair => pair.Second * scale)), 2e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Estimate_WeightsOfOne_ChangeNothing(string way) =>
        TinyEstimation.AssertClose(Estimate(way, null), Estimate(way, Order.ToDictionary(position => position, _ => 1.0)), 1e-6);

    [Theory]
    [MemberData(nameof(Ways))]
    public void Estimate_FirstSamplesWeighNothing_LeavesThemOut(string way)
    {
        Dictionary<int, double> weights = Order.Index().ToDictionary(sample => sample.Item, sample => sample.Index < 7 ? 0.0 : 1);

        TinyEstimation.AssertClose(Estimate(way, null, Order[7..]), Estimate(way, weights), Tolerance);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Estimate_WeightsWithReplacement_GoTogether(string way)
    {
        int[] repeated = [.. Order.Zip(Weights).SelectMany(pair => Enumerable.Repeat(pair.First, pair.Second))];
        Replacement replacement = new(
            new ReplacementRule { FirstLayers = 3, Variance = false }, BatchNormLayers.Stored(BatchNormLayers.FindRewritable(TinyEstimation.Model)));

        TinyEstimation.AssertClose(
            Estimate(way, null, repeated, replacement),
            Estimate(way, Order.Zip(Weights).ToDictionary(pair => pair.First, pair => (double)pair.Second), replacement: replacement),
            Tolerance);
    }

    private static ModelStatistics Estimate(string way, Dictionary<int, double>? weights, int[]? order = null, Replacement? replacement = null)
    {
        EstimationContext context = way switch
        {
            "whole" => TinyEstimation.Context(TinyEstimation.Model),
            "fixed at 1" => TinyEstimation.Context(TinyEstimation.BatchOfOne),
            "fixed at 5" => TinyEstimation.Context(FixedAtFive()),
            _ => TinyEstimation.Context(TinyEstimation.Model, memory: 1L << 30) with { IsLayerByLayer = true },
        };
        EstimationSettings settings = TinyEstimation.Settings(way == "batches of 1" ? 1 : 5) with
        {
            Weights = weights is null ? null : new SampleWeights(weights),
            Replacement = replacement,
        };
        return new StatisticsEstimator(context).Estimate(order ?? Order, settings, progress: null, CancellationToken.None).Statistics;
    }

    private static OnnxModel FixedAtFive()
    {
        OnnxModel model = TinyEstimation.Model.Clone();
        foreach (ValueInfoProto value in model.Proto.Graph.Input.Concat(model.Proto.Graph.Output))
        {
            value.Type.TensorType.Shape.Dim[0].DimValue = 5;
        }

        return model;
    }
}
