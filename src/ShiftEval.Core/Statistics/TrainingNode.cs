using ShiftEval.Diagnostics;

namespace ShiftEval.Statistics;

/// <summary>A node that computes as in training, or that might.</summary>
/// <param name="Node">The node's name, or its first output where it has none.</param>
/// <param name="Operator"><c>BatchNormalization</c> or <c>Dropout</c>.</param>
/// <param name="What">One sentence for people: what in the file makes it so.</param>
/// <param name="Refusal">What keeps it from being brought into inference mode, or null.</param>
public sealed record TrainingNode(string Node, string Operator, string What, Problem? Refusal = null);
