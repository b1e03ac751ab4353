using Microsoft.ML.OnnxRuntime;
using ShiftEval.Diagnostics;
using ShiftEval.Inference;
using ShiftEval.Statistics;

namespace ShiftEval.Estimation;

/// <summary>Runs a measuring graph: one batch in, the moments of every layer out.</summary>
internal sealed class BatchMoments : IDisposable
{
    private const int OutputsPerLayer = 4;
    private readonly EstimationContext context;
    private readonly MeasuringGraph graph;
    private readonly IReadOnlyList<MeasuredLayer> layers;
    private readonly string[] outputs;
    private readonly ModelSession session;

    public BatchMoments(EstimationContext context, MeasuringGraph graph)
    {
        this.context = context;
        this.graph = graph;
        layers = graph.Layers;
        outputs = [.. layers.SelectMany(layer => new[] { layer.Pivot, layer.Residuals, layer.Squares, layer.Shape })];
        session = new ModelSession(graph.Model, context.Input.Name, context.Device);
    }

    /// <summary>Moments of every layer over one batch, in layer order.</summary>
    /// <param name="batch">Row-major values of the samples.</param>
    /// <param name="samples">How many they are.</param>
    /// <param name="weights">How much each counts, where the graph takes weights.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <exception cref="RunFailedException">A layer's moments are not finite.</exception>
    public ChannelMoments[] Measure(Memory<float> batch, int samples, double[]? weights, CancellationToken cancellation)
    {
        ChannelMoments[] moments = new ChannelMoments[layers.Count];
        SideInput[] others = graph.Weights is null ? [] : [new SideInput(graph.Weights, WithMeanOne(weights!), [samples, 1])];
        session.Run(batch, context.Input.Shape(samples), outputs, Read, cancellation, others);
        return moments;

        void Read(IReadOnlyList<OrtValue> values)
        {
            for (int l = 0; l < moments.Length; l++)
            {
                int first = l * OutputsPerLayer;
                moments[l] = Combine(
                    values[first].GetTensorDataAsSpan<float>(),
                    values[first + 1].GetTensorDataAsSpan<float>(),
                    values[first + 2].GetTensorDataAsSpan<float>(),
                    values[first + 3].GetTensorDataAsSpan<long>(),
                    weights);
                Finite.Require(context.Model.Name, layers[l].Layer, moments[l]);
            }
        }
    }

    public void Dispose() => session.Dispose();

    private static ChannelMoments Combine(ReadOnlySpan<float> pivot, ReadOnlySpan<float> residuals, ReadOnlySpan<float> squares, ReadOnlySpan<long> shape, double[]? weights)
    {
        int channels = pivot.Length;
        double samples = weights?.Sum() ?? shape[0];
        double count = samples;
        foreach (long side in shape[2..])
        {
            count *= side;
        }

        double[] residual = SumOverSamples(residuals, channels, weights);
        double[] square = SumOverSamples(squares, channels, weights);
        double[] mean = new double[channels];
        double[] m2 = new double[channels];
        for (int c = 0; c < channels; c++)
        {
            double r = residual[c] / samples;
            mean[c] = pivot[c] + r;
            double variance = (square[c] / samples) - (r * r);

            // A constant channel leaves the variance at rounding's mercy, and it is never negative. NaN passes, to be noticed.
            m2[c] = variance < 0 ? 0 : variance * count;
        }

        return new ChannelMoments(count, mean, m2);
    }

    private static float[] WithMeanOne(double[] weights)
    {
        double mean = weights.Average();
        return Array.ConvertAll(weights, weight => (float)(weight / mean));
    }

    private static double[] SumOverSamples(ReadOnlySpan<float> values, int channels, double[]? weights)
    {
        double[] sums = new double[channels];
        for (int i = 0; i < values.Length; i += channels)
        {
            double weight = weights?[i / channels] ?? 1;
            for (int c = 0; c < channels; c++)
            {
                sums[c] += weight * values[i + c];
            }
        }

        return sums;
    }
}
