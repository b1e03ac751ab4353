using ShiftEval.Estimation.Measurable;
using ShiftEval.Onnx.Proto;
using ShiftEval.Statistics;

namespace ShiftEval.Estimation.TestTime;

/// <summary>Each sample normalises with the stored statistics, corrected only as far as its own leave their sampling band (NOTE's IABN).</summary>
/// <param name="k">Width of the band in standard errors.</param>
/// <param name="replaced">Which of mean and variance are corrected.</param>
/// <remarks>
/// Gong et al. (2022): m = m_s + soft(m_i − m_s, k·sqrt(v_s/L)), v = v_s + soft(v_i − v_s, k·v_s·sqrt(2/(L−1))), v at least 0, where L
/// is the number of positions, v_i the n−1 variance, and soft(z, t) = sign(z)·max(|z|−t, 0). With one position a layer stays as it is.
/// </remarks>
internal sealed class InstanceRule(double k, ReplacementRule replaced) : ITestTimeRule
{
    /// <inheritdoc/>
    public void Rewrite(PlainOperators operators, MeasurableLayer layer, NodeProto node, long area)
    {
        if (area < 2)
        {
            operators.Keep(node);
            return;
        }

        double[] stored = layer.Layer.Stored!.Variance;
        SampleMoments own = SampleMoments.Over(operators, node.Input[BatchNormSlot.X]);
        string mean = SampleNormalisation.Row(operators, layer.Mean);
        string variance = SampleNormalisation.Row(operators, layer.Variance);
        string corrected = replaced.Mean
            ? Corrected(operators, own.Mean, mean, Array.ConvertAll(stored, v => k * Math.Sqrt(v / area)))
            : mean;
        if (replaced.Variance)
        {
            string unbiased = operators.Add("Mul", "unbiased", own.Variance, operators.Numbers("bessel", (double)area / (area - 1)));
            variance = operators.Add("Relu", "variance", Corrected(operators, unbiased, variance, Array.ConvertAll(stored, v => k * v * Math.Sqrt(2.0 / (area - 1)))));
        }

        SampleNormalisation.Replace(operators, node, layer.Layer.Epsilon, own.Flat, corrected, variance);
    }

    private static string Corrected(PlainOperators operators, string own, string stored, double[] band)
    {
        string width = operators.Numbers("band", band);
        string gap = operators.Add("Sub", "gap", own, stored);
        string above = operators.Add("Relu", "above", operators.Add("Sub", "over", gap, width));
        string below = operators.Add("Relu", "below", operators.Add("Sub", "under", operators.Add("Neg", "negative", gap), width));
        return operators.Add("Add", "corrected", stored, operators.Add("Sub", "correction", above, below));
    }
}
