using ShiftEval.Datasets.Batches;
using ShiftEval.Estimation;
using ShiftEval.Estimation.Measurable;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Statistics;
using ShiftEval.Tests.Reference;

namespace ShiftEval.Tests.Estimation;

/// <summary>Population statistics depend on the images alone: not on batch size, order, memory or a batch that the model fixes.</summary>
public sealed class PopulationTests
{
    private const double Tolerance = 1e-5;

    // Less than one sample needs: the whole set never fits, so the slow way with bounded memory is taken.
    private const long NoMemory = 1;

    private static readonly ModelStatistics Whole = TinyEstimation.Estimate(TinyEstimation.Context(TinyEstimation.Model), TinyEstimation.Adapt);

    [Fact]
    public void Population_WholeSetAtOnce_EqualsFloat64()
    {
        IReadOnlyDictionary<string, LayerMoments> expected = Float64Graph.Load(TinyFixture.PathOf("model.onnx")).Population(TinyEstimation.Batch(TinyEstimation.Adapt));

        TinyEstimation.AssertClose(TinyEstimation.Of(expected, Whole.Layers), Whole, 2e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(36)]
    [InlineData(1000)]
    public void Population_AnyBatchSize_GivesSameStatistics(int batch)
    {
        ModelStatistics layerByLayer = TinyEstimation.Estimate(TinyEstimation.Context(TinyEstimation.Model, NoMemory), TinyEstimation.Adapt, batch: batch);
        ModelStatistics whole = TinyEstimation.Estimate(TinyEstimation.Context(TinyEstimation.Model), TinyEstimation.Adapt, batch: batch);

        TinyEstimation.AssertClose(Whole, layerByLayer, Tolerance);
        TinyEstimation.AssertClose(Whole, whole, 0);
    }

    [Fact]
    public void LayerByLayer_AnyBatchSize_EqualsFloat64()
    {
        EstimationContext context = TinyEstimation.Context(TinyEstimation.Model);
        IReadOnlyDictionary<string, LayerMoments> expected = Float64Graph.Load(TinyFixture.PathOf("model.onnx")).Population(TinyEstimation.Batch(TinyEstimation.Adapt));
        foreach (int batch in new[] { 1, 5, 36 })
        {
            EstimationResult result = LayerByLayer.Estimate(context, MeasurableModel.Of(context.Model, context.Input.Name), TinyEstimation.Adapt, TinyEstimation.Settings(batch), progress: null, CancellationToken.None);

            TinyEstimation.AssertClose(TinyEstimation.Of(expected, result.Statistics.Layers), result.Statistics, 2e-6);
            Assert.Equal(TinyEstimation.Adapt, result.Samples);
            Assert.All(expected, layer => Assert.Equal(layer.Value.Count, result.Counts[layer.Key]));
        }
    }

    [Fact]
    public void Population_AnyOrder_GivesSameStatistics()
    {
        IReadOnlyList<int> reversed = [.. TinyEstimation.Adapt.Reverse()];
        IReadOnlyList<int> interleaved = [.. TinyEstimation.Adapt.Where(i => i % 2 == 0), .. TinyEstimation.Adapt.Where(i => i % 2 != 0)];
        foreach (IReadOnlyList<int> order in new[] { reversed, interleaved })
        {
            TinyEstimation.AssertClose(Whole, TinyEstimation.Estimate(TinyEstimation.Context(TinyEstimation.Model), order), Tolerance);
            TinyEstimation.AssertClose(Whole, TinyEstimation.Estimate(TinyEstimation.Context(TinyEstimation.Model, NoMemory), order, batch: 5), Tolerance);
        }
    }

    [Fact]
    public void Population_BatchFixedAtOne_GivesSameStatistics()
    {
        EstimationContext context = TinyEstimation.Context(TinyEstimation.BatchOfOne);

        Assert.Equal(1, context.Input.Batch);
        TinyEstimation.AssertClose(Whole, TinyEstimation.Estimate(context, TinyEstimation.Adapt), Tolerance);
    }

    [Fact]
    public void Population_BatchFixedAtFive_IgnoresThePaddingOfTheLastBatch()
    {
        OnnxModel model = TinyEstimation.Model.Clone();
        foreach (ValueInfoProto value in model.Proto.Graph.Input.Concat(model.Proto.Graph.Output))
        {
            value.Type.TensorType.Shape.Dim[0].DimValue = 5;
        }

        EstimationContext context = TinyEstimation.Context(model);

        Assert.Equal(5, context.Input.Batch);
        Assert.NotEqual(0, TinyEstimation.Adapt.Count % 5);
        TinyEstimation.AssertClose(Whole, TinyEstimation.Estimate(context, TinyEstimation.Adapt), Tolerance);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void Population_AnyNumberOfThreads_GivesTheSameBits(int threads)
    {
        ModelStatistics whole = TinyEstimation.Estimate(TinyEstimation.Context(TinyEstimation.Model, threads: threads), TinyEstimation.Adapt);
        ModelStatistics layerByLayer = TinyEstimation.Estimate(TinyEstimation.Context(TinyEstimation.Model, NoMemory, threads), TinyEstimation.Adapt, batch: 7);
        ModelStatistics two = TinyEstimation.Estimate(TinyEstimation.Context(TinyEstimation.Model, NoMemory), TinyEstimation.Adapt, batch: 7);

        TinyEstimation.AssertClose(Whole, whole, 0);
        TinyEstimation.AssertClose(two, layerByLayer, 0);
    }

    [Fact]
    public void Population_OneSample_IsThatSamplesOwnMoments()
    {
        IReadOnlyList<int> one = [TinyEstimation.Adapt[3]];
        IReadOnlyDictionary<string, LayerMoments> expected = Float64Graph.Load(TinyFixture.PathOf("model.onnx")).Population(TinyEstimation.Batch(one));

        ModelStatistics actual = TinyEstimation.Estimate(TinyEstimation.Context(TinyEstimation.Model), one);

        TinyEstimation.AssertClose(TinyEstimation.Of(expected, actual.Layers), actual, Tolerance);
    }

    [Fact]
    public void Population_RealLab_EqualsFloat64()
    {
        string folder = SharedReference.FolderOrSkip();
        string model = Path.Combine(folder, "reference", "wbc", "isfahan-leukocytes");
        Comparison.ReferenceLab lab = new(
            Path.Combine(model, "model.onnx"),
            Path.Combine(folder, "data", "wbc-5labs", "leave-out-isfahan-leukocytes.csv"),
            Path.Combine(folder, "reference", "wbc", "preprocessor_config.json"),
            Path.Combine(model, "reference.json"),
            ["eosinophil", "lymphocyte", "monocyte", "neutrophil"]);
        ModelStatistics actual = lab.Statistics("from=jiangxi-tecom", "isfahan-leukocytes");

        List<float> inputs = [];
        IReadOnlyList<int> order = lab.Data.Positions(lab.Data.Splits.Adapt("jiangxi-tecom"));
        foreach (SampleBatch batch in lab.Model.Context.Reader.Read(order, new BatchPlan(32), CancellationToken.None))
        {
            inputs.AddRange(batch.Values.Span);
        }

        IReadOnlyDictionary<string, LayerMoments> expected = Float64Graph.Load(Path.Combine(model, "model.onnx")).Population(Tensor64.Of([.. inputs], order.Count, 3, 64, 64));

        TinyEstimation.AssertClose(TinyEstimation.Of(expected, actual.Layers), actual, Tolerance);
    }
}
