namespace ShiftEval.Comparison.Results;

/// <summary>How far one source of statistics is from the file's own, layer by layer.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Statistics">The spec as given.</param>
/// <param name="Domain">The domain.</param>
/// <param name="Layers">The layers in node order.</param>
public sealed record LayerProfileResult(string Model, string Statistics, string Domain, IReadOnlyList<LayerShiftResult> Layers);
