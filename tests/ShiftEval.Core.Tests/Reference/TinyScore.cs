namespace ShiftEval.Tests.Reference;

/// <summary>A reference score; FirstLogits are those of the first three samples, one after the other.</summary>
internal sealed record TinyScore(int Samples, int Correct, double[] FirstLogits, double[] MeanLogits);
