using ShiftEval.Estimation.Measurable;
using ShiftEval.Onnx.Proto;
using ShiftEval.Statistics;

namespace ShiftEval.Estimation.TestTime;

/// <summary>Each sample normalises with its own moments, as a batch of one in training mode, and the moments are noted.</summary>
/// <param name="replaced">Which of mean and variance it normalises with; the other stays as stored. Both are noted.</param>
/// <remarks>A layer with one value per sample and channel has no variance of its own: it stays as it is and is not noted.</remarks>
internal sealed class OwnMomentsRule(ReplacementRule replaced) : ITestTimeRule
{
    private readonly List<SampleStatisticsNames> measured = [];

    /// <summary>Where the moments of each layer come out, shapes [N, C].</summary>
    public IReadOnlyList<SampleStatisticsNames> Measured => measured;

    /// <inheritdoc/>
    public void Rewrite(PlainOperators operators, MeasurableLayer layer, NodeProto node, long area)
    {
        if (area < 2)
        {
            operators.Keep(node);
            return;
        }

        SampleMoments own = SampleMoments.Over(operators, node.Input[BatchNormSlot.X]);
        SampleNormalisation.Replace(
            operators,
            node,
            layer.Layer.Epsilon,
            own.Flat,
            replaced.Mean ? own.Mean : SampleNormalisation.Row(operators, layer.Mean),
            replaced.Variance ? own.Variance : SampleNormalisation.Row(operators, layer.Variance));
        measured.Add(new SampleStatisticsNames(layer, own.Mean, own.Variance));
    }
}
