namespace ShiftEval.Estimation;

/// <summary>The names of the outputs by which one layer's moments leave a measuring graph.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Pivot">First estimate of the mean, [C].</param>
/// <param name="Residual">Mean of what is left after subtracting the pivot, [C].</param>
/// <param name="Square">Mean of the squares of what is left, [C].</param>
/// <param name="Shape">Shape of the tensor measured.</param>
internal sealed record MeasuredLayer(string Layer, string Pivot, string Residual, string Square, string Shape);
