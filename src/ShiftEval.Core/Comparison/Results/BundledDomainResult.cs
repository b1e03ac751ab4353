namespace ShiftEval.Comparison.Results;

/// <summary>One domain of a bundle.</summary>
/// <param name="Index">The number that chooses its statistics, from 1; 0 are the statistics that the model had.</param>
/// <param name="Name">The domain.</param>
/// <param name="Samples">Images the statistics were estimated from.</param>
/// <param name="Layers">How far each layer moved from the statistics that the model had.</param>
public sealed record BundledDomainResult(int Index, string Name, int Samples, IReadOnlyList<LayerShiftResult> Layers);
