using ShiftEval.Onnx.Proto;

namespace ShiftEval.Statistics.Folding;

/// <summary>Tells which nodes hold a BatchNormalization within: by a subgraph, or by the model-local function that they call.</summary>
internal sealed class NormHolders(ModelProto model)
{
    private readonly Dictionary<(string Domain, string Name), FunctionProto> functions = model.Functions
        .DistinctBy(function => (function.Domain, function.Name)).ToDictionary(function => (function.Domain, function.Name));

    private readonly Dictionary<FunctionProto, bool> known = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether the node, which is none itself, has one within.</summary>
    public bool Holds(NodeProto node) =>
        node.Attribute.Any(attribute => (attribute.G is null ? attribute.Graphs : attribute.Graphs.Prepend(attribute.G)).Any(graph => Any(graph.Node)))
        || (functions.TryGetValue((node.Domain, node.OpType), out FunctionProto? function) && Holds(function));

    private bool Holds(FunctionProto function)
    {
        if (!known.TryGetValue(function, out bool holds))
        {
            // A function that calls itself holds nothing by that.
            known[function] = false;
            holds = Any(function.Node);
            known[function] = holds;
        }

        return holds;
    }

    private bool Any(IEnumerable<NodeProto> nodes) => nodes.Any(node => BatchNormLayers.IsBatchNorm(node) || Holds(node));
}
