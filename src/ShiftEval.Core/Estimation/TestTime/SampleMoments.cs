namespace ShiftEval.Estimation.TestTime;

/// <summary>Nodes that take the moments of each sample for itself.</summary>
/// <param name="Flat">The value seen as [N, C, L].</param>
/// <param name="Mean">Mean over positions, shape [N, C].</param>
/// <param name="Variance">Population variance over positions, shape [N, C].</param>
internal readonly record struct SampleMoments(string Flat, string Mean, string Variance)
{
    /// <summary>Adds the nodes; centred in two steps, as <see cref="MomentNodes"/> are.</summary>
    public static SampleMoments Over(PlainOperators operators, string x)
    {
        string flat = operators.Add("Reshape", "x", x, operators.Whole(0, 0, -1));
        string pivot = operators.Mean(flat, 2, keepsAxis: true, "pivot");
        string centred = operators.Add("Sub", "centred", flat, pivot);
        string residual = operators.Mean(centred, 2, keepsAxis: false, "residual");
        string square = operators.Mean(operators.Add("Mul", "squared", centred, centred), 2, keepsAxis: false, "square");
        string mean = operators.Add("Add", "mean", operators.Add("Reshape", "pivot2", pivot, operators.Whole(0, -1)), residual);
        return new SampleMoments(flat, mean, operators.Add("Sub", "variance", square, operators.Add("Mul", "residual2", residual, residual)));
    }
}
