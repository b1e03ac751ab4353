using ShiftEval.Estimation.Measurable;
using ShiftEval.Onnx.Proto;
using ShiftEval.Statistics;

namespace ShiftEval.Estimation.TestTime;

/// <summary>Each batch normalises with its own moments, or with a mixture of them and the stored statistics (α-BN).</summary>
/// <param name="batchWeight">What the batch weighs, 0..1; 1 takes its moments alone.</param>
/// <param name="rule">How the variances of the mixture are combined.</param>
/// <param name="replaced">Which of mean and variance are replaced.</param>
internal sealed class BatchRule(double batchWeight, MixRule rule, ReplacementRule replaced) : ITestTimeRule
{
    /// <inheritdoc/>
    public void Rewrite(PlainOperators operators, MeasurableLayer layer, NodeProto node, long area)
    {
        MomentNodes batch = MomentNodes.Over(operators, node.Input[BatchNormSlot.X], weights: null);
        if (replaced.Mean)
        {
            node.Input[BatchNormSlot.Mean] = Mixed(operators, batch.Mean, layer.Mean);
        }

        if (replaced.Variance)
        {
            node.Input[BatchNormSlot.Variance] = Variance(operators, batch, layer);
        }

        operators.Keep(node);
    }

    private string Variance(PlainOperators operators, MomentNodes batch, MeasurableLayer layer)
    {
        string mixed = Mixed(operators, batch.Variance, layer.Variance);
        if (rule == MixRule.Linear || batchWeight == 1)
        {
            return mixed;
        }

        string gap = operators.Add("Sub", "gap", batch.Mean, layer.Mean);
        string between = operators.Add("Mul", "between", operators.Add("Mul", "gap2", gap, gap), operators.Numbers("weight", batchWeight * (1 - batchWeight)));
        return operators.Add("Add", "variance", mixed, between);
    }

    private string Mixed(PlainOperators operators, string batch, string stored)
    {
        if (batchWeight == 1)
        {
            return batch;
        }

        string own = operators.Add("Mul", "own", batch, operators.Numbers("weight", batchWeight));
        string old = operators.Add("Mul", "old", stored, operators.Numbers("weight", 1 - batchWeight));
        return operators.Add("Add", "mixed", own, old);
    }
}
