using ShiftEval.Estimation.Measurable;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Statistics;

namespace ShiftEval.Estimation;

/// <summary>
/// Given a model: a graph whose BatchNorms normalise with the moments of the batch it is given, and whose outputs are these moments.
/// </summary>
/// <remarks>
/// Plain operators, the same on CPU and GPU and for every opset. Means run over positions in the graph, and moments leave it per
/// sample, to be summed in double: float32 sums stay short however many samples there are.
/// <c>training_mode=1</c> is not used: its running outputs alias inputs where the runtime merges equal initializers, and CUDA refuses it.
/// </remarks>
/// <param name="Model">The rewritten model.</param>
/// <param name="Layers">The measured layers' outputs, in node order.</param>
/// <param name="Weights">Input that takes the weights of the samples, mean 1, shape [N, 1]; null where all count alike.</param>
internal sealed record MeasuringGraph(OnnxModel Model, IReadOnlyList<MeasuredLayer> Layers, string? Weights)
{
    /// <summary>Builds the graph.</summary>
    /// <param name="source">A copy whose every layer runs on every batch.</param>
    /// <param name="replacement">The layers to measure, and whether mean, variance or both of them normalise; the rest stays as stored.</param>
    /// <param name="isWeighted">Whether samples have weights.</param>
    public static MeasuringGraph Build(MeasurableModel source, Replacement? replacement = null, bool isWeighted = false)
    {
        OnnxModel model = source.Model.Clone();
        PlainOperators operators = new(model);
        string? weights = isWeighted ? operators.Input("weights") : null;
        Dictionary<string, MeasurableLayer> layers = source.Layers
            .Where(layer => replacement?.Takes(layer.Name) ?? true)
            .ToDictionary(layer => layer.Mean, StringComparer.Ordinal);
        List<MeasuredLayer> measured = [];
        foreach (NodeProto node in model.Proto.Graph.Node)
        {
            if (BatchNormLayers.IsBatchNorm(node) && layers.TryGetValue(node.Input[BatchNormSlot.Mean], out MeasurableLayer? layer))
            {
                string x = node.Input[BatchNormSlot.X];
                MomentNodes moments = MomentNodes.Over(operators, x, weights);
                node.Input[BatchNormSlot.Mean] = replacement is { Rule.Mean: false } ? layer.Mean : moments.Mean;
                node.Input[BatchNormSlot.Variance] = replacement is { Rule.Variance: false } ? layer.Variance : moments.Variance;
                measured.Add(new MeasuredLayer(layer.Name, moments.Pivot, moments.Residuals, moments.Squares, operators.Add("Shape", "shape", x)));
            }

            operators.Keep(node);
        }

        operators.Finish([.. measured.SelectMany(Outputs)]);
        return new MeasuringGraph(model, measured, weights);
    }

    private static IEnumerable<ValueInfoProto> Outputs(MeasuredLayer layer)
    {
        foreach (string name in new[] { layer.Pivot, layer.Residuals, layer.Squares })
        {
            yield return GraphCut.Output(name, OnnxElementType.Float32);
        }

        yield return GraphCut.Output(layer.Shape, OnnxElementType.Int64);
    }
}
