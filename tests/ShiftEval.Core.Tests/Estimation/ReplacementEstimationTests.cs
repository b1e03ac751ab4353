using ShiftEval.Estimation;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Specs;
using ShiftEval.Tests.Reference;
using Estimator = ShiftEval.Statistics.Specs.BatchEstimator;

namespace ShiftEval.Tests.Estimation;

/// <summary>Statistics that replace a part of the stored ones, the layers above measured behind that part, against float64.</summary>
public sealed class ReplacementEstimationTests
{
    private const long NoMemory = 1;
    private static readonly Float64Graph Graph = Float64Graph.Load(TinyFixture.PathOf("model.onnx"));
    private static readonly Tensor64 Batch = TinyEstimation.Batch(TinyEstimation.Adapt);
    private static readonly ModelStatistics Stored = BatchNormLayers.Stored(BatchNormLayers.FindRewritable(TinyEstimation.Model));
    private static readonly string[] Layers = [.. Graph.Layers];

    public static TheoryData<string> Rules => ["layers=blocks.1.*", "layers=first:1", "layers=first:3", "layers=first:99", "only=mean", "only=variance", "layers=*bn2,only=variance"];

    [Theory]
    [MemberData(nameof(Rules))]
    [InlineData("select=wasserstein:0")]
    [InlineData("select=wasserstein:30")]
    [InlineData("select=wasserstein:55.5")]
    [InlineData("select=wasserstein:100")]
    [InlineData("select=wasserstein:60,layers=blocks.0.*,only=mean")]
    public void Population_PartOfTheStatistics_EqualsFloat64BothWays(string keys)
    {
        ReplacementRule rule = SpecParser.ParseOne($"domain,{keys}").Replacement;
        ModelStatistics expected = TinyEstimation.Of(Naive(Batch, rule), Layers);

        ModelStatistics whole = Estimate(rule, 1L << 30, 128);
        ModelStatistics layerByLayer = Estimate(rule, NoMemory, 7);

        TinyEstimation.AssertClose(expected, whole, 2e-6);
        TinyEstimation.AssertClose(expected, layerByLayer, 2e-6);
        TinyEstimation.AssertClose(whole, layerByLayer, 1e-5);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Minibatch_PartOfTheStatistics_EqualsFloat64(string keys)
    {
        ReplacementRule rule = SpecParser.ParseOne($"domain,{keys}").Replacement;
        foreach (Estimator estimator in new[] { Estimator.Total, Estimator.MeanOfBatches })
        {
            ModelStatistics expected = Joined(rule, estimator);
            foreach (EstimationContext context in new[] { TinyEstimation.Context(TinyEstimation.Model), TinyEstimation.Context(TinyEstimation.BatchOfOne) })
            {
                ModelStatistics actual = new StatisticsEstimator(context).Estimate(
                    TinyEstimation.Adapt,
                    new EstimationSettings(EstimationMethod.Minibatch, estimator, 16) { Replacement = new Replacement(rule, Stored) },
                    progress: null,
                    CancellationToken.None).Statistics;

                TinyEstimation.AssertClose(expected, actual, 5e-6);
            }
        }
    }

    [Fact]
    public void Population_FixedBatch_ReplacesTheSamePart()
    {
        ReplacementRule rule = SpecParser.ParseOne("domain,layers=first:3,only=mean").Replacement;

        TinyEstimation.AssertClose(Estimate(rule, NoMemory, 7), Estimate(rule, 1L << 30, 128, TinyEstimation.Context(TinyEstimation.BatchOfOne)), 1e-5);
    }

    [Fact]
    public void Population_NothingSelected_IsWhatIsStored() =>
        TinyEstimation.AssertClose(Stored, Estimate(SpecParser.ParseOne("domain,select=wasserstein:0").Replacement, 1L << 30, 128), 0);

    [Fact]
    public void Population_AllSelected_ReplacesTheFirstLayerAndLeavesTheLast()
    {
        ModelStatistics all = TinyEstimation.Estimate(TinyEstimation.Context(TinyEstimation.Model), TinyEstimation.Adapt);
        ModelStatistics actual = Estimate(SpecParser.ParseOne("domain,select=wasserstein:100").Replacement, 1L << 30, 128);

        TinyEstimation.AssertClose(Only(all, Layers[0]), Only(actual, Layers[0]), 1e-5);
        TinyEstimation.AssertClose(Only(Stored, Layers[^1]), Only(actual, Layers[^1]), 0);
    }

    private static ModelStatistics Only(ModelStatistics statistics, string layer) => new([KeyValuePair.Create(layer, statistics[layer])]);

    private static ModelStatistics Estimate(ReplacementRule rule, long memory, int batch, EstimationContext? context = null) =>
        new StatisticsEstimator(context ?? TinyEstimation.Context(TinyEstimation.Model, memory)).Estimate(
            TinyEstimation.Adapt,
            TinyEstimation.Settings(batch) with { Replacement = new Replacement(rule, Stored) },
            progress: null,
            CancellationToken.None).Statistics;

    // The batches' joined moments, then what of them is taken; each batch itself normalises with its own part.
    private static ModelStatistics Joined(ReplacementRule rule, Estimator estimator)
    {
        List<Dictionary<string, LayerMoments>> measured = [];
        Dictionary<string, LayerMoments> stored = new(StringComparer.Ordinal);
        foreach (int[] positions in TinyEstimation.Adapt.Chunk(16))
        {
            Dictionary<string, LayerMoments> own = new(StringComparer.Ordinal);
            Graph.RunWith(TinyEstimation.Batch(positions), (layer, x, old) =>
            {
                stored[layer] = old;
                own[layer] = LayerMoments.Measure(x);
                return Chosen(rule, layer, own[layer], old);
            });
            measured.Add(own);
        }

        Reference.BatchEstimator join = estimator == Estimator.Total ? Reference.BatchEstimator.Total : Reference.BatchEstimator.MeanOfBatches;
        return TinyEstimation.Of(
            Layers.ToDictionary(layer => layer, layer => Chosen(rule, layer, LayerMoments.Join([.. measured.Select(own => own[layer])], join), stored[layer]), StringComparer.Ordinal),
            Layers);
    }

    private static Dictionary<string, LayerMoments> Naive(Tensor64 batch, ReplacementRule rule)
    {
        Dictionary<string, LayerMoments> result = new(StringComparer.Ordinal);
        Graph.RunWith(batch, (layer, x, stored) => result[layer] = Chosen(rule, layer, LayerMoments.Measure(x), stored));
        return result;
    }

    private static LayerMoments Chosen(ReplacementRule rule, string layer, LayerMoments own, LayerMoments stored)
    {
        int number = Array.IndexOf(Layers, layer);
        bool taken = number < (rule.FirstLayers ?? 99) && rule.Layers switch
        {
            null => true,
            "blocks.0.*" => layer.StartsWith("blocks.0.", StringComparison.Ordinal),
            "blocks.1.*" => layer.StartsWith("blocks.1.", StringComparison.Ordinal),
            _ => layer.EndsWith("bn2", StringComparison.Ordinal),
        };
        int channels = own.Mean.Length;
        double[] mean = [.. stored.Mean], variance = [.. stored.Variance];
        double share = (rule.NearestPercent ?? 100) / 100 * (rule.NearestPercent is null ? 1 : 1 - (number / (double)(Layers.Length - 1)));
        for (int c = 0; taken && c < channels; c++)
        {
            int nearer = Enumerable.Range(0, channels).Count(other => Distance(other) < Distance(c) || (Distance(other).Equals(Distance(c)) && other < c));
            if (nearer < Math.Round(share * channels, MidpointRounding.AwayFromZero))
            {
                mean[c] = rule.Mean ? own.Mean[c] : stored.Mean[c];
                variance[c] = rule.Variance ? own.Variance[c] : stored.Variance[c];
            }
        }

        return new LayerMoments(0, mean, variance);

        double Distance(int c) => Math.Pow(own.Mean[c] - stored.Mean[c], 2) + own.Variance[c] + stored.Variance[c] - (2 * Math.Sqrt(own.Variance[c] * stored.Variance[c]));
    }
}
