using Microsoft.ML.OnnxRuntime;
using ShiftEval.Inference;

namespace ShiftEval.Estimation;

/// <summary>What one run of a measuring graph on zeros tells about a model's layers.</summary>
/// <param name="BytesPerSample">Estimate of the memory that activations of one sample take during a run.</param>
/// <param name="Areas">Spatial positions of each layer measured, by name: 1 where it sees one value a sample and channel.</param>
internal sealed record LayerProbe(long BytesPerSample, IReadOnlyDictionary<string, long> Areas)
{
    // Input, output and centred copy of a BatchNorm are alive together; the rest of the graph holds about as much again.
    private const int CopiesPerLayer = 4;

    /// <summary>Spatial positions of the smallest layer.</summary>
    public long SmallestArea => Areas.Values.DefaultIfEmpty(long.MaxValue).Min();

    public static LayerProbe Run(EstimationContext context, MeasuringGraph graph, CancellationToken cancellation)
    {
        int batch = context.Input.Batch ?? 1;
        float[] zeros = new float[checked(batch * context.Reader.Elements)];
        long elements = context.Reader.Elements;
        Dictionary<string, long> areas = new(StringComparer.Ordinal);
        SideInput[] others = graph.Weights is null ? [] : [new SideInput(graph.Weights, [.. Enumerable.Repeat(1f, batch)], [batch, 1])];
        using ModelSession session = new(graph.Model, context.Input.Name, context.Device);
        session.Run(zeros, context.Input.Shape(batch), [.. graph.Layers.Select(layer => layer.Shape)], Read, cancellation, others);
        return new LayerProbe(elements * sizeof(float), areas);

        void Read(IReadOnlyList<OrtValue> shapes)
        {
            foreach ((MeasuredLayer layer, OrtValue value) in graph.Layers.Zip(shapes))
            {
                ReadOnlySpan<long> shape = value.GetTensorDataAsSpan<long>();
                long area = 1;
                foreach (long side in shape[2..])
                {
                    area *= side;
                }

                areas[layer.Layer] = area;
                elements += CopiesPerLayer * area * shape[1];
            }
        }
    }
}
