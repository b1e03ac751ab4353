namespace ShiftEval.Statistics.Specs;

/// <summary>One form of the spec language, explained.</summary>
/// <param name="Form">How it is written.</param>
/// <param name="Meaning">Which mean and variance it stands for, with the formula where there is one.</param>
/// <param name="Source">Where it comes from; empty where it needs none.</param>
public sealed record SpecEntry(string Form, string Meaning, string Source);
