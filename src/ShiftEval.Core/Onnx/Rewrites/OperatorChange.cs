namespace ShiftEval.Onnx.Rewrites;

/// <summary>One node that a rewrite changed.</summary>
/// <param name="Node">The node's name, or its first output where it has none.</param>
/// <param name="Operator">The node's operator.</param>
/// <param name="What">What happened to it, for people: a clause.</param>
public sealed record OperatorChange(string Node, string Operator, string What);
