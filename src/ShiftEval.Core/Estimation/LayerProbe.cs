using Microsoft.ML.OnnxRuntime;
using ShiftEval.Inference;
using ShiftEval.Onnx;

namespace ShiftEval.Estimation;

/// <summary>What one run of a measuring graph on zeros tells about a model's layers.</summary>
/// <param name="BytesPerSample">Estimate of the memory that activations of one sample take during a run.</param>
/// <param name="SmallestArea">Spatial positions of the smallest layer: 1 where a layer sees one value a sample and channel.</param>
internal readonly record struct LayerProbe(long BytesPerSample, long SmallestArea)
{
    // Input, output and centred copy of a BatchNorm are alive together; the rest of the graph holds about as much again.
    private const int CopiesPerLayer = 4;

    public static LayerProbe Run(EstimationContext context, OnnxModel measuring, IReadOnlyList<MeasuredLayer> layers, CancellationToken cancellation)
    {
        int batch = context.Input.Batch ?? 1;
        float[] zeros = new float[checked(batch * context.Reader.Elements)];
        long elements = context.Reader.Elements;
        long smallest = long.MaxValue;
        using ModelSession session = new(measuring, context.Input.Name, context.Device);
        session.Run(zeros, context.Input.Shape(batch), [.. layers.Select(layer => layer.Shape)], Read, cancellation);
        return new LayerProbe(elements * sizeof(float), smallest);

        void Read(IReadOnlyList<OrtValue> shapes)
        {
            foreach (OrtValue value in shapes)
            {
                ReadOnlySpan<long> shape = value.GetTensorDataAsSpan<long>();
                long area = 1;
                foreach (long side in shape[2..])
                {
                    area *= side;
                }

                smallest = Math.Min(smallest, area);
                elements += CopiesPerLayer * area * shape[1];
            }
        }
    }
}
