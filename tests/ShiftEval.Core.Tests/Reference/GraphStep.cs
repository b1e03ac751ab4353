namespace ShiftEval.Tests.Reference;

/// <summary>One node at one place of the walk.</summary>
/// <param name="Node">With the attributes that a function takes from its call filled in.</param>
/// <param name="Opset">The operator set it is written in.</param>
internal sealed record GraphStep(OnnxNode Node, int Opset)
{
    /// <summary>The key of the BatchNorm layer that the node is at this place.</summary>
    public string? Layer { get; init; }

    /// <summary>The body of the model-local function that the node calls; each call has its own.</summary>
    public GraphScope? Call { get; init; }

    /// <summary>Branches of If and the body of Loop, by attribute.</summary>
    public IReadOnlyDictionary<string, GraphScope> Subgraphs { get; init; } = new Dictionary<string, GraphScope>(StringComparer.Ordinal);
}
