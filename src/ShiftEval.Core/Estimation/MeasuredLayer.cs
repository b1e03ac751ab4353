namespace ShiftEval.Estimation;

/// <summary>The names of the outputs by which one layer's moments leave a measuring graph.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Pivot">First estimate of the mean, [C].</param>
/// <param name="Residuals">Mean over positions of what is left after subtracting the pivot, [N, C].</param>
/// <param name="Squares">Mean over positions of the squares of what is left, [N, C].</param>
/// <param name="Shape">Shape of the tensor measured.</param>
internal sealed record MeasuredLayer(string Layer, string Pivot, string Residuals, string Squares, string Shape);
