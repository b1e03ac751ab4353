namespace ShiftEval.Diagnostics;

/// <summary>How far a stage has come.</summary>
/// <param name="Stage">What is being done, for people.</param>
/// <param name="Done">Samples done.</param>
/// <param name="Total">Samples in all; at least 1.</param>
public readonly record struct ProgressStep(string Stage, int Done, int Total);
