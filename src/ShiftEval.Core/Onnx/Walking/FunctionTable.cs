using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx.Walking;

/// <summary>The model-local functions of a model, by the name that nodes call them with, and the values of every scope.</summary>
internal sealed class FunctionTable
{
    private readonly Dictionary<(string Domain, string Name, string Overload), ValueUses> functions = [];
    private readonly Dictionary<GraphProto, ValueUses> graphs = new(ReferenceEqualityComparer.Instance);

    public FunctionTable(ModelProto model)
    {
        IReadOnlyList<ValueUses> all = ValueUses.OfModel(model);
        Main = all[0];
        foreach (ValueUses values in all)
        {
            if (values.Scope.Function is { } function)
            {
                functions.TryAdd(Key(function), values);
            }
            else
            {
                graphs.TryAdd(values.Scope.Graph!, values);
            }
        }
    }

    /// <summary>The values of the main graph.</summary>
    public ValueUses Main { get; }

    /// <summary>The values of a subgraph.</summary>
    public ValueUses Of(GraphProto graph) => graphs[graph];

    /// <summary>The values of the function's body that the node calls; null when it is an operator.</summary>
    public ValueUses? Called(NodeProto node) => functions.GetValueOrDefault(Key(node));

    /// <summary>What a function is called by.</summary>
    public static (string Domain, string Name, string Overload) Key(FunctionProto function) => (Standard(function.Domain), function.Name, function.Overload);

    /// <summary>What a node would call a function by.</summary>
    public static (string Domain, string Name, string Overload) Key(NodeProto node) => (Standard(node.Domain), node.OpType, node.Overload);

    private static string Standard(string domain) => OperatorDomain.IsStandard(domain) ? "" : domain;
}
