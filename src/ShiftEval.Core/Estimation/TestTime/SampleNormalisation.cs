using ShiftEval.Onnx.Proto;
using ShiftEval.Statistics;

namespace ShiftEval.Estimation.TestTime;

/// <summary>Puts plain operators in the place of a BatchNorm, that normalise each sample with statistics of its own.</summary>
internal static class SampleNormalisation
{
    /// <summary>y = (x − mean)·scale/sqrt(variance + ε) + bias, under the name that the node's output had.</summary>
    /// <param name="operators">Where to.</param>
    /// <param name="node">The BatchNorm; it is not kept.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="flat">Its input seen as [N, C, L].</param>
    /// <param name="mean">Shape [N, C] or [1, C].</param>
    /// <param name="variance">Shape [N, C] or [1, C].</param>
    public static void Replace(PlainOperators operators, NodeProto node, double epsilon, string flat, string mean, string variance)
    {
        string deviation = operators.Add("Sqrt", "deviation", operators.Add("Add", "floored", variance, operators.Numbers("epsilon", epsilon)));
        string factor = operators.Add("Div", "factor", node.Input[BatchNormSlot.Scale], deviation);
        string centred = operators.Add("Sub", "centred", flat, Column(mean));
        string scaled = operators.Add("Mul", "scaled", centred, Column(factor));
        string shifted = operators.Add("Add", "shifted", scaled, operators.Add("Reshape", "bias", node.Input[BatchNormSlot.Bias], operators.Whole(1, -1, 1)));
        operators.AddAs("Reshape", node.Output[0], shifted, operators.Add("Shape", "shape", node.Input[BatchNormSlot.X]));

        string Column(string value) => operators.Add("Reshape", "column", value, operators.Whole(0, -1, 1));
    }

    /// <summary>A vector [C] seen as [1, C].</summary>
    public static string Row(PlainOperators operators, string vector) => operators.Add("Reshape", "row", vector, operators.Whole(1, -1));
}
