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
        outputs = [.. layers.SelectMany(layer => new[] { layer.Pivot, layer.Residual, layer.Square, layer.Shape })];
        session = new ModelSession(measuring, context.Signature.Input, context.Device);
    }

    /// <summary>Moments of every layer over one batch, in layer order.</summary>
    /// <exception cref="RunFailedException">A layer's moments are not finite.</exception>
    public ChannelMoments[] Measure(Memory<float> batch, int samples, CancellationToken cancellation)
    {
        ChannelMoments[] moments = new ChannelMoments[layers.Count];
        session.Run(batch, context.InputShape(samples), outputs, Read, cancellation);
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

    private static ChannelMoments Combine(ReadOnlySpan<float> pivot, ReadOnlySpan<float> residual, ReadOnlySpan<float> square, ReadOnlySpan<long> shape)
    {
        double count = 1;
        for (int axis = 0; axis < shape.Length; axis++)
        {
            count *= axis == 1 ? 1 : shape[axis];
        }

        double[] mean = new double[pivot.Length];
        double[] m2 = new double[pivot.Length];
        for (int c = 0; c < mean.Length; c++)
        {
            double r = residual[c];
            mean[c] = pivot[c] + r;

            // A constant channel leaves q − r² at rounding's mercy; a variance is never negative.
            m2[c] = count * ClampedAtZero(square[c] - (r * r));
        }

        return new ChannelMoments(count, mean, m2);
    }

    // Unlike Math.Max this lets NaN through, so that it is noticed.
    private static double ClampedAtZero(double value) => value < 0 ? 0 : value;
}
