namespace ShiftEval.Inference;

/// <summary>What a model gave for some samples.</summary>
/// <param name="Indices">Positions of the samples, in the order scored.</param>
/// <param name="Values">Raw output, row-major, samples × columns.</param>
/// <param name="Columns">Numbers per sample.</param>
public sealed record SampleScores(IReadOnlyList<int> Indices, float[] Values, int Columns);
