namespace ShiftEval.Statistics.Folding;

/// <summary>A convolution or fully connected node that a BatchNorm may have been folded into, and whether it is renormalised.</summary>
/// <param name="Name">Its name in patterns, statistics and results: the node's, else its first output's; repeats get <c>#2</c>. No BatchNorm layer of the model has it.</param>
/// <param name="Node">The node's name, or its first output where it has none.</param>
/// <param name="Operator"><c>Conv</c>, <c>ConvTranspose</c> or <c>Gemm</c>.</param>
/// <param name="Channels">Number of output channels; null where the weight is not a constant of the file.</param>
/// <param name="IsTaken">Whether it is renormalised.</param>
/// <param name="Reason">Why it is taken or left: a clause whose subject is the node, without a final full stop.</param>
public sealed record FoldCandidate(string Name, string Node, string Operator, int? Channels, bool IsTaken, string Reason)
{
    /// <summary>The node's place among the nodes of the main graph, from 0.</summary>
    internal int Index { get; init; }

    /// <summary>Whether it is left only because other operators of its kind kept their BatchNorm.</summary>
    internal bool IsDoubtful { get; init; }

    /// <summary>Whether weight and bias can be rewritten, so that it may be taken at all.</summary>
    internal bool IsFoldable { get; init; }
}
