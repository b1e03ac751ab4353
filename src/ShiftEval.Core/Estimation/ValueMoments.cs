using Microsoft.ML.OnnxRuntime;
using ShiftEval.Datasets.Batches;
using ShiftEval.Inference;
using ShiftEval.Onnx;
using ShiftEval.Statistics;

namespace ShiftEval.Estimation;

/// <summary>One pass over samples that takes the channel moments of a graph's outputs.</summary>
internal static class ValueMoments
{
    /// <summary>Moments of every output, in order; null where no batch computed it.</summary>
    /// <param name="context">What is fed and how.</param>
    /// <param name="graph">A graph with float32 outputs of shape [N, C, …].</param>
    /// <param name="outputs">Its outputs; a name may come twice.</param>
    /// <param name="order">Positions of the samples.</param>
    /// <param name="batchSize">Samples a run; a batch that the model fixes goes first.</param>
    /// <param name="weights">How much each sample counts; null counts all alike.</param>
    /// <param name="report">Told how many samples are done.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static (ChannelMoments?[] Moments, IReadOnlyList<int> Samples) Measure(
        EstimationContext context,
        OnnxModel graph,
        IReadOnlyList<string> outputs,
        IReadOnlyList<int> order,
        int batchSize,
        SampleWeights? weights,
        Action<int> report,
        CancellationToken cancellation)
    {
        string[] names = [.. outputs.Distinct(StringComparer.Ordinal)];
        ChannelMoments?[] moments = new ChannelMoments?[names.Length];
        List<int> read = [];
        int batch = context.Input.Batch ?? batchSize;
        FixedBatch fixedBatch = new(context.Input.Batch, context.Reader.Elements);
        using ModelSession session = new(graph, context.Input.Name, context.Device);
        foreach (SampleBatch samples in context.Reader.Read(order, new BatchPlan(batch), cancellation))
        {
            (Memory<float> input, int fed) = fixedBatch.Fill(samples);
            session.Run(input, context.Input.Shape(fed), names, values => Merge(values, samples), cancellation);
            read.AddRange(samples.Indices);
            report(read.Count);
        }

        return ([.. outputs.Select(output => moments[Array.IndexOf(names, output)])], read);

        void Merge(IReadOnlyList<OrtValue> values, SampleBatch samples)
        {
            for (int i = 0; i < moments.Length; i++)
            {
                long[] shape = values[i].GetTensorTypeAndShape().Shape;
                if (shape.Length >= 2)
                {
                    ChannelMoments measured = TensorMoments.Measure(values[i].GetTensorDataAsSpan<float>(), shape, samples.Count, weights?.Of(samples.Indices));
                    moments[i] = moments[i]?.Merge(measured) ?? measured;
                }
            }
        }
    }
}
