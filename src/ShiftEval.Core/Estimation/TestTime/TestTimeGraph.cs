using ShiftEval.Estimation.Measurable;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Statistics;

namespace ShiftEval.Estimation.TestTime;

/// <summary>Given a measurable copy: a graph whose chosen BatchNorms normalise by a rule that looks at the images.</summary>
/// <remarks>Requires that every layer runs on every batch. Visits the main graph.</remarks>
internal static class TestTimeGraph
{
    /// <summary>Builds the graph.</summary>
    /// <param name="source">Left as it is.</param>
    /// <param name="takes">Whether a layer follows the rule; the others stay as stored.</param>
    /// <param name="areas">Values per sample and channel of each layer, by name.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="outputs">The values wanted, asked for when all layers are rewritten.</param>
    public static OnnxModel Build(
        MeasurableModel source, Func<string, bool> takes, IReadOnlyDictionary<string, long> areas, ITestTimeRule rule, Func<IEnumerable<string>> outputs)
    {
        OnnxModel model = source.Model.Clone();
        PlainOperators operators = new(model);
        Dictionary<string, MeasurableLayer> layers = source.Layers.Where(layer => takes(layer.Name)).ToDictionary(layer => layer.Mean, StringComparer.Ordinal);
        foreach (NodeProto node in model.Proto.Graph.Node)
        {
            if (BatchNormLayers.IsBatchNorm(node) && layers.TryGetValue(node.Input[BatchNormSlot.Mean], out MeasurableLayer? layer))
            {
                rule.Rewrite(operators, layer, node, areas[layer.Name]);
            }
            else
            {
                operators.Keep(node);
            }
        }

        operators.Finish([.. outputs().Distinct(StringComparer.Ordinal).Select(name => GraphCut.Output(name, OnnxElementType.Float32))]);
        return model;
    }
}
