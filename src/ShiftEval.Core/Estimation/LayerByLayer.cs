using Microsoft.ML.OnnxRuntime;
using ShiftEval.Datasets.Batches;
using ShiftEval.Diagnostics;
using ShiftEval.Inference;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Statistics;

namespace ShiftEval.Estimation;

/// <summary>Population statistics in one pass per depth of BatchNorm, earlier layers already at their population statistics.</summary>
/// <remarks>Exact for any batch size, also a batch that the model fixes; memory does not grow with the number of samples.</remarks>
internal static class LayerByLayer
{
    public static EstimationResult Estimate(EstimationContext context, IReadOnlyList<int> order, int batchSize, IProgress<ProgressStep>? progress, CancellationToken cancellation)
    {
        IReadOnlyList<BatchNormLayer> layers = BatchNormLayers.FindRewritable(context.Model);
        Dictionary<string, LayerStatistics> statistics = layers.ToDictionary(layer => layer.Name, layer => layer.Stored!, StringComparer.Ordinal);
        Dictionary<string, double> counts = new(StringComparer.Ordinal);
        IReadOnlyList<IReadOnlyList<BatchNormLayer>> depths = LayerDepths.Group(context.Model, layers);
        IReadOnlyList<int> used = order;
        for (int depth = 0; depth < depths.Count; depth++)
        {
            OnnxModel known = StatisticsWriter.Write(context.Model, Ordered(layers, statistics)).Model;
            ChannelMoments[] moments = new Pass(context, known, depths[depth]).Run(order, batchSize, Report, out used, cancellation);
            for (int l = 0; l < moments.Length; l++)
            {
                string name = depths[depth][l].Name;
                Finite.Require(context.Model.Name, name, moments[l]);
                statistics[name] = moments[l].ToPopulation();
                counts[name] = moments[l].Count;
            }

            void Report(int done) => progress?.Report(new ProgressStep($"estimating, depth {depth + 1} of {depths.Count}", done, order.Count));
        }

        return new EstimationResult(Ordered(layers, statistics), used, counts);
    }

    private static ModelStatistics Ordered(IReadOnlyList<BatchNormLayer> layers, Dictionary<string, LayerStatistics> statistics) =>
        new(layers.Select(layer => KeyValuePair.Create(layer.Name, statistics[layer.Name])));

    /// <summary>One pass over the samples, measuring the inputs of the layers of one depth.</summary>
    private sealed class Pass(EstimationContext context, OnnxModel known, IReadOnlyList<BatchNormLayer> group)
    {
        public ChannelMoments[] Run(IReadOnlyList<int> order, int batchSize, Action<int> report, out IReadOnlyList<int> used, CancellationToken cancellation)
        {
            string[] names = [.. group.Select(layer => layer.X).Distinct(StringComparer.Ordinal)];
            ChannelMoments?[] moments = new ChannelMoments?[names.Length];
            List<int> read = [];
            int batch = context.Signature.Batch ?? batchSize;
            FixedBatch fixedBatch = new(context.Signature.Batch, context.Reader.Elements);
            (OnnxModel cut, string[] outputs) = Expose(names);
            using ModelSession session = new(cut, context.Signature.Input, context.Device);
            foreach (SampleBatch samples in context.Reader.Read(order, new BatchPlan(batch), cancellation))
            {
                (Memory<float> input, int fed) = fixedBatch.Fill(samples);
                int count = samples.Count;
                session.Run(input, context.InputShape(fed), outputs, values => Merge(values, count, moments), cancellation);
                read.AddRange(samples.Indices);
                report(read.Count);
            }

            used = read;
            return [.. group.Select(layer => moments[Array.IndexOf(names, layer.X)]!)];
        }

        private static void Merge(IReadOnlyList<OrtValue> values, int samples, ChannelMoments?[] moments)
        {
            for (int i = 0; i < moments.Length; i++)
            {
                ChannelMoments measured = TensorMoments.Measure(values[i].GetTensorDataAsSpan<float>(), values[i].GetTensorTypeAndShape().Shape, samples);
                moments[i] = moments[i]?.Merge(measured) ?? measured;
            }
        }

        // Identity gives every measured value a name of its own, the graph's input among them.
        private (OnnxModel Model, string[] Outputs) Expose(IReadOnlyList<string> names)
        {
            OnnxModel cut = known.Clone();
            GraphEditor editor = new(cut.Proto);
            List<ValueInfoProto> outputs = [];
            foreach (string name in names)
            {
                string output = editor.FreshName("shifteval.measured");
                cut.Proto.Graph.Node.Add(new NodeProto { OpType = "Identity", Name = output, Input = { name }, Output = { output } });
                outputs.Add(GraphCut.Output(output, OnnxElementType.Float32));
            }

            GraphCut.To(cut.Proto.Graph, outputs);
            return (cut, [.. outputs.Select(output => output.Name)]);
        }
    }
}
