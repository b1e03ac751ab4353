using ShiftEval.Comparison.Setup;
using ShiftEval.Datasets.Batches;
using ShiftEval.Datasets.Imaging;
using ShiftEval.Estimation;
using ShiftEval.Estimation.Measurable;
using ShiftEval.Inference;
using ShiftEval.Onnx;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Specs;
using ShiftEval.Tests.Reference;
using Estimator = ShiftEval.Statistics.Specs.BatchEstimator;

namespace ShiftEval.Tests.Estimation;

/// <summary>Estimation on the images of the tiny labs, with any model that takes them.</summary>
internal static class TinyEstimation
{
    public const double Epsilon = 1e-5;

    private static readonly DataSetup Data = DataSetup.Prepare(
        new RunOptions { Data = TinyFixture.PathOf("manifest.csv") }, needsTest: true);

    public static OnnxModel Model { get; } = OnnxModel.Load(TinyFixture.PathOf("model.onnx"));

    public static OnnxModel BatchOfOne { get; } = OnnxModel.Load(TinyFixture.PathOf("model.batch1.onnx"));

    /// <summary>Positions of the target lab's adapt images.</summary>
    public static IReadOnlyList<int> Adapt { get; } = Data.Positions(Data.Splits.Adapt("dune"));

    public static EstimationContext Context(OnnxModel model, long memory = 1L << 30, int threads = 2)
    {
        ModelSignature signature = ModelSignature.Resolve(model, new ModelSignatureOptions(), needsScores: false);
        Preprocessor preprocessor = new(Preprocessing.Load(TinyFixture.PathOf("preprocessor_config.json")), signature.Channels, signature.Layout);
        return new EstimationContext
        {
            Model = model,
            Input = signature.InputOf(ImageTensorShape.Resolve(model.Name, signature, preprocessor)),
            Reader = new BatchReader(Data.Splits.Samples, preprocessor, 3 * 24 * 24, new BatchReaderOptions()),
            Device = ExecutionDevice.Resolve(new InferenceOptions { Device = DeviceKind.Cpu, Threads = threads }),
            MemoryBytes = memory,
        };
    }

    /// <summary>Settings of a plain population estimate.</summary>
    public static EstimationSettings Settings(int batch) => new(EstimationMethod.Population, Estimator.Total, batch);

    /// <summary>Population statistics by the way that goes from depth to depth.</summary>
    public static ModelStatistics LayerByLayer(OnnxModel model, int batch = 7)
    {
        EstimationContext context = Context(model);
        MeasurableModel measurable = MeasurableModel.Of(model, context.Input.Name);
        return ShiftEval.Estimation.LayerByLayer.Estimate(context, measurable, Adapt, Settings(batch), progress: null, CancellationToken.None).Statistics;
    }

    public static ModelStatistics Estimate(EstimationContext context, IReadOnlyList<int> order, EstimationMethod method = EstimationMethod.Population, int batch = 128, Estimator estimator = Estimator.Total) =>
        new StatisticsEstimator(context).Estimate(order, new EstimationSettings(method, estimator, batch), progress: null, CancellationToken.None).Statistics;

    /// <summary>Asserts Δmean ≤ tolerance·sqrt(var+ε) and Δvar ≤ tolerance·(var+ε) in every channel.</summary>
    public static void AssertClose(ModelStatistics expected, ModelStatistics actual, double tolerance)
    {
        Assert.Equal(expected.Layers, actual.Layers);
        foreach (string layer in expected.Layers)
        {
            for (int c = 0; c < expected[layer].Channels; c++)
            {
                double scale = expected[layer].Variance[c] + Epsilon;
                double mean = Math.Abs(actual[layer].Mean[c] - expected[layer].Mean[c]) / Math.Sqrt(scale);
                double variance = Math.Abs(actual[layer].Variance[c] - expected[layer].Variance[c]) / scale;
                Assert.True(mean <= tolerance, $"{layer} mean[{c}] is off by {mean:E2}");
                Assert.True(variance <= tolerance, $"{layer} var[{c}] is off by {variance:E2}");
            }
        }
    }

    /// <summary>The float64 evaluator's statistics in the shape of the engine's.</summary>
    public static ModelStatistics Of(IReadOnlyDictionary<string, LayerMoments> moments, IEnumerable<string> order) =>
        new(order.Select(layer => KeyValuePair.Create(layer, new LayerStatistics(moments[layer].Mean, moments[layer].Variance))));

    /// <summary>The float32 values that the engine itself is fed with.</summary>
    public static float[] Fed(IReadOnlyList<int> order) =>
        Context(Model).Reader.Read(order, new BatchPlan(order.Count), CancellationToken.None).Single().Values.ToArray();

    /// <summary>The images at these positions for the float64 evaluator.</summary>
    public static Tensor64 Batch(IReadOnlyList<int> positions) => TinyFixture.Batch([.. positions.Select(position => TinyFixture.Rows[position])]);
}
