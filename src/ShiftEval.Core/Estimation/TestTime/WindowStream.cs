using ShiftEval.Datasets.Batches;
using ShiftEval.Inference;
using ShiftEval.Onnx;

namespace ShiftEval.Estimation.TestTime;

/// <summary>Scores each image as the last of the batch of the K images that arrived up to it.</summary>
/// <remarks>Before K have arrived, of those there are. Costs K forward passes an image.</remarks>
internal sealed class WindowStream(EstimationContext context, OnnxModel graph, string output)
{
    public SampleScores Score(IReadOnlyList<int> order, int window, Action<int>? progress, CancellationToken cancellation)
    {
        int elements = context.Reader.Elements;
        using ModelSession session = new(graph, context.Input.Name, context.Device);
        ScoreCollector collected = new(new ScoreReader(context.Model.Name, output, context.Reader));
        float[] held = new float[checked(Math.Min(window, order.Count) * elements)];
        int count = 0;
        foreach (SampleBatch batch in context.Reader.Read(order, new BatchPlan(1), cancellation))
        {
            if (count == window)
            {
                held.AsSpan(elements).CopyTo(held);
                count--;
            }

            batch.Values.Span.CopyTo(held.AsSpan(count++ * elements));
            int arrived = count;
            session.Run(
                held.AsMemory(0, arrived * elements),
                context.Input.Shape(arrived),
                [output],
                values => collected.Add(values[0], arrived, batch.Indices, first: arrived - 1),
                cancellation);
            progress?.Invoke(collected.Count);
        }

        return collected.ToScores();
    }
}
