namespace ShiftEval.Statistics;

/// <summary>One thing in which a written model differs from the one read.</summary>
/// <param name="Kind">
/// <c>values</c>, <c>added-initializer</c>, <c>added-constant</c>, <c>added-function</c>, <c>node-input</c>, <c>node-operator</c>,
/// <c>node-attribute</c>, <c>node-output</c>, <c>graph-output</c>, <c>opset</c> or <c>metadata</c>; in a bundle also <c>graph-input</c>,
/// <c>added-node</c>, <c>removed-node</c>, <c>removed-initializer</c> and <c>removed-function</c>.
/// </param>
/// <param name="Name">The tensor, node, function, graph output or metadata key.</param>
/// <param name="Detail">What happened to it, for people.</param>
public sealed record StatisticsChange(string Kind, string Name, string Detail);
