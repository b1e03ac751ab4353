using ShiftEval.Estimation.Measurable;
using ShiftEval.Onnx.Proto;
using ShiftEval.Statistics;

namespace ShiftEval.Estimation.TestTime;

/// <summary>Each sample normalises with statistics that are fed beside it.</summary>
/// <param name="replaced">Which of mean and variance are fed.</param>
internal sealed class GivenRule(ReplacementRule replaced) : ITestTimeRule
{
    private readonly List<SampleStatisticsNames> inputs = [];

    /// <summary>The inputs of each layer, shapes [N, C]; empty names for what is not fed.</summary>
    public IReadOnlyList<SampleStatisticsNames> Inputs => inputs;

    /// <inheritdoc/>
    public void Rewrite(PlainOperators operators, MeasurableLayer layer, NodeProto node, long area)
    {
        if (area < 2)
        {
            operators.Keep(node);
            return;
        }

        SampleStatisticsNames fed = new(layer, replaced.Mean ? operators.Input("mean") : "", replaced.Variance ? operators.Input("variance") : "");
        inputs.Add(fed);
        string flat = operators.Add("Reshape", "x", node.Input[BatchNormSlot.X], operators.Whole(0, 0, -1));
        SampleNormalisation.Replace(
            operators,
            node,
            layer.Layer.Epsilon,
            flat,
            replaced.Mean ? fed.Mean : SampleNormalisation.Row(operators, layer.Mean),
            replaced.Variance ? fed.Variance : SampleNormalisation.Row(operators, layer.Variance));
    }
}
