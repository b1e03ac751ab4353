namespace ShiftEval.Inspection;

/// <summary>An input or output.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Axes; null when not stated.</param>
/// <param name="Scores">What an output's numbers would be taken for: <c>logits</c>, <c>logProbabilities</c>, <c>probabilities</c> or <c>sigmoid</c>; null for inputs and for what cannot be class scores.</param>
public sealed record InspectedValue(string Name, string Type, IReadOnlyList<string>? Shape, string? Scores = null);
