using ShiftEval.Datasets.Batches;
using ShiftEval.Estimation;
using ShiftEval.Estimation.Measurable;
using ShiftEval.Inference;
using ShiftEval.Onnx;
using ShiftEval.Statistics;
using ShiftEval.Statistics.Specs;
using ShiftEval.Tests.Reference;
using Estimator = ShiftEval.Statistics.Specs.BatchEstimator;

namespace ShiftEval.Tests.Estimation;

/// <summary>Estimation for a model of any input, on samples in memory.</summary>
internal sealed class AnyModel
{
    private readonly int[] order;

    /// <param name="model">The model.</param>
    /// <param name="input">The input that is fed.</param>
    /// <param name="samples">The samples, [N, …] as the input lays them out.</param>
    public AnyModel(OnnxModel model, OnnxValueInfo input, Tensor64 samples)
    {
        Samples = samples;
        int elements = Tensor64.Size(samples.Shape.AsSpan(1));
        order = [.. Enumerable.Range(0, samples.Shape[0])];
        float[] values = Array.ConvertAll(samples.Data, value => (float)value);
        Context = new EstimationContext
        {
            Model = model,
            Input = new ModelInput(input.Name, [.. samples.Shape.Skip(1).Select(side => (long)side)], (int?)input.Shape![0].Value, input.ElementType),
            Reader = new TensorBatches([.. order.Select(i => values[(i * elements)..((i + 1) * elements)])]),
            Device = ExecutionDevice.Resolve(new InferenceOptions { Device = DeviceKind.Cpu, Threads = 2 }),
            MemoryBytes = 1L << 30,
        };
    }

    public EstimationContext Context { get; }

    /// <summary>The samples, as given.</summary>
    public Tensor64 Samples { get; }

    /// <summary>The statistics of all samples, in one run where the model allows that.</summary>
    public ModelStatistics Population() => new StatisticsEstimator(Context)
        .Estimate(order, new EstimationSettings(EstimationMethod.Population, Estimator.Total, 4), progress: null, CancellationToken.None).Statistics;

    /// <summary>The same by one pass a depth.</summary>
    public ModelStatistics LayerByLayer() => ShiftEval.Estimation.LayerByLayer
        .Estimate(Context, MeasurableModel.Of(Context.Model, Context.Input.Name), order, TinyEstimation.Settings(4), progress: null, CancellationToken.None).Statistics;

    /// <summary>An output with the statistics that the model given holds.</summary>
    public double[] Scores(OnnxModel written, string output)
    {
        using Scorer scorer = new(written, Context.Input, output, Context.Reader, Context.Device);
        return Array.ConvertAll(scorer.Score(order, 4, progress: null, CancellationToken.None).Values, value => (double)value);
    }

    /// <summary>The largest of Δmean/sqrt(var+ε) and Δvar/(var+ε) over all channels of all layers, in order.</summary>
    public static double WorstError(IReadOnlyList<LayerMoments> expected, ModelStatistics actual)
    {
        Assert.Equal(expected.Count, actual.Layers.Count);
        double worst = 0;
        foreach ((LayerMoments moments, string layer) in expected.Zip(actual.Layers))
        {
            Assert.Equal(moments.Mean.Length, actual[layer].Channels);
            for (int c = 0; c < moments.Mean.Length; c++)
            {
                double scale = moments.Variance[c] + TinyEstimation.Epsilon;
                worst = Math.Max(worst, Math.Abs(actual[layer].Mean[c] - moments.Mean[c]) / Math.Sqrt(scale));
                worst = Math.Max(worst, Math.Abs(actual[layer].Variance[c] - moments.Variance[c]) / scale);
            }
        }

        return worst;
    }
}
