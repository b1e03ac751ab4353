namespace ShiftEval.Tests.Reference;

/// <summary>What a net gives for the fixture's inputs by PyTorch in float64.</summary>
/// <param name="Input">The images, rows or volumes fed.</param>
/// <param name="Logits">[N, 3] with the stored statistics.</param>
/// <param name="Population">Of all inputs as one batch, in the order of execution.</param>
/// <param name="PopulationLogits">[N, 3] with those.</param>
internal sealed record AnyOnnxReference(Tensor64 Input, double[] Logits, LayerMoments[] Population, double[] PopulationLogits);
