namespace ShiftEval.Estimation;

/// <summary>Nodes that take the moments of what a BatchNorm normalises, over a batch.</summary>
/// <remarks>
/// X is seen as [N, C, L], whatever its rank. The moments are centred in two steps: p = mean(X), d = X−p, r = mean(d), q = mean(d²);
/// mean = p+r, variance = q−r². The residual r takes back what float32 lost in p, and r² is tiny beside q, so nothing cancels.
/// </remarks>
/// <param name="Pivot">p, shape [C].</param>
/// <param name="Residuals">Means of d over positions, shape [N, C].</param>
/// <param name="Squares">Means of d² over positions, shape [N, C].</param>
/// <param name="Mean">Mean over batch and positions, shape [C].</param>
/// <param name="Variance">Population variance, shape [C].</param>
internal readonly record struct MomentNodes(string Pivot, string Residuals, string Squares, string Mean, string Variance)
{
    /// <summary>Adds the nodes.</summary>
    /// <param name="operators">Where to.</param>
    /// <param name="x">The value to measure, shape [N, C, …].</param>
    /// <param name="weights">Weights of the samples with mean 1, shape [N, 1]; null counts all alike.</param>
    public static MomentNodes Over(PlainOperators operators, string x, string? weights)
    {
        string flat = operators.Add("Reshape", "x", x, operators.Whole(0, 0, -1));
        string pivot = OverSamples(operators.Mean(flat, 2, keepsAxis: false, "pivot"), "pivot");
        string centred = operators.Add("Sub", "centred", flat, operators.Add("Reshape", "pivot3", pivot, operators.Whole(1, -1, 1)));
        string residuals = operators.Mean(centred, 2, keepsAxis: false, "residuals");
        string squares = operators.Mean(operators.Add("Mul", "squared", centred, centred), 2, keepsAxis: false, "squares");
        string residual = OverSamples(residuals, "residual");
        string square = OverSamples(squares, "square");
        return new MomentNodes(
            pivot,
            residuals,
            squares,
            operators.Add("Add", "mean", pivot, residual),
            operators.Add("Sub", "variance", square, operators.Add("Mul", "residual2", residual, residual)));

        string OverSamples(string value, string name) =>
            operators.Mean(weights is null ? value : operators.Add("Mul", "weighted", value, weights), 0, keepsAxis: false, name);
    }
}
