using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Onnx.Walking;

namespace ShiftEval.Statistics.Folding;

/// <summary>Tells which nodes hold a BatchNormalization within: by a subgraph, or by the model-local function that they call.</summary>
internal sealed class NormHolders(ModelProto model)
{
    private readonly Dictionary<(string Domain, string Name, string Overload), FunctionProto> functions = model.Functions
        .DistinctBy(FunctionTable.Key).ToDictionary(FunctionTable.Key);

    private readonly Dictionary<FunctionProto, bool> known = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether the node, which is none itself, has one within.</summary>
    public bool Holds(NodeProto node) =>
        node.Attribute.SelectMany(NodeAttributes.Graphs).Any(graph => Any(graph.Node))
        || (functions.TryGetValue(FunctionTable.Key(node), out FunctionProto? function) && Holds(function));

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
