using Microsoft.ML.OnnxRuntime;
using ShiftEval.Diagnostics;
using ShiftEval.Inference;
using ShiftEval.Onnx;
using ShiftEval.Statistics;

namespace ShiftEval.Estimation;

/// <summary>Runs a measuring graph: one batch in, the moments of every layer out.</summary>
internal sealed class BatchMoments : IDisposable
{
    private const int OutputsPerLayer = 4;
    private readonly EstimationContext context;
    private readonly IReadOnlyList<MeasuredLayer> layers;
    private readonly string[] outputs;
    private readonly ModelSession session;

    public BatchMoments(EstimationContext context, OnnxModel measuring, IReadOnlyList<MeasuredLayer> layers)
    {
        this.context = context;
        this.layers = layers;
        outputs = [.. layers.SelectMany(layer => new[] { layer.Pivot, layer.Residuals, layer.Squares, layer.Shape })];
        session = new ModelSession(measuring, context.Input.Name, context.Device);
    }

    /// <summary>Moments of every layer over one batch, in layer order.</summary>
    /// <exception cref="RunFailedException">A layer's moments are not finite.</exception>
    public ChannelMoments[] Measure(Memory<float> batch, int samples, CancellationToken cancellation)
    {
        ChannelMoments[] moments = new ChannelMoments[layers.Count];
        session.Run(batch, context.Input.Shape(samples), outputs, Read, cancellation);
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
                    values[first + 3].GetTensorDataAsSpan<long>());
                Finite.Require(context.Model.Name, layers[l].Layer, moments[l]);
            }
        }
    }

    public void Dispose() => session.Dispose();

    private static ChannelMoments Combine(ReadOnlySpan<float> pivot, ReadOnlySpan<float> residuals, ReadOnlySpan<float> squares, ReadOnlySpan<long> shape)
    {
        int channels = pivot.Length;
        long samples = shape[0];
        double count = samples;
        foreach (long side in shape[2..])
        {
            count *= side;
        }

        double[] residual = SumOverSamples(residuals, channels);
        double[] square = SumOverSamples(squares, channels);
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

    private static double[] SumOverSamples(ReadOnlySpan<float> values, int channels)
    {
        double[] sums = new double[channels];
        for (int i = 0; i < values.Length; i += channels)
        {
            for (int c = 0; c < channels; c++)
            {
                sums[c] += values[i + c];
            }
        }

        return sums;
    }
}
