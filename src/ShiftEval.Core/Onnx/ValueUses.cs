using ShiftEval.Onnx.Constants;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx;

/// <summary>Where each value of a scope comes from and who reads it. Built once; changes to the model are not followed.</summary>
internal sealed class ValueUses
{
    private readonly Dictionary<string, ValueOrigin> origins = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<ValueUse>> uses = new(StringComparer.Ordinal);
    private readonly HashSet<string> outputs;

    private ValueUses(GraphScope scope, ValueUses? outer, FoldBudget budget)
    {
        Budget = budget;
        Scope = scope;
        Outer = outer;
        outputs = new HashSet<string>(scope.Outputs, StringComparer.Ordinal);
        AddOrigins();
        AddOwnUses();
    }

    /// <summary>The scope.</summary>
    public GraphScope Scope { get; }

    /// <summary>The values of the scope around this one; null for the main graph and for functions.</summary>
    public ValueUses? Outer { get; }

    /// <summary>What may still be computed to find constants; one for all scopes of the model.</summary>
    public FoldBudget Budget { get; }

    /// <summary>The values of every scope, in the order of <see cref="GraphScope.All"/>: the main graph first.</summary>
    public static IReadOnlyList<ValueUses> OfModel(ModelProto model)
    {
        Dictionary<GraphScope, ValueUses> known = [];
        List<ValueUses> all = [];
        FoldBudget budget = new(model);
        foreach (GraphScope scope in GraphScope.All(model))
        {
            ValueUses values = new(scope, scope.Parent is null ? null : known[scope.Parent], budget);
            known.Add(scope, values);
            all.Add(values);
        }

        // Innermost first, so that a use passes outwards through every scope up to the one that defines the value.
        foreach (ValueUses inner in all.Where(values => values.Outer is not null).Reverse())
        {
            inner.PassUsesOut(inner.Outer!);
        }

        return all;
    }

    /// <summary>Where the value comes from, in this scope or in one around it; null when nothing defines it.</summary>
    public ValueOrigin? OriginOf(string name) =>
        name.Length == 0 ? null : origins.GetValueOrDefault(name) ?? Outer?.OriginOf(name);

    /// <summary>Whether this scope itself defines the value.</summary>
    public bool Defines(string name) => origins.ContainsKey(name);

    /// <summary>Who reads the value in this scope or in subgraphs of its nodes; nodes of this scope first, in order.</summary>
    public IReadOnlyList<ValueUse> UsesOf(string name) => uses.TryGetValue(name, out List<ValueUse>? found) ? found : [];

    /// <summary>Whether the value is an output of this scope.</summary>
    public bool IsGraphOutput(string name) => outputs.Contains(name);

    private void AddOrigins()
    {
        // The first definition of a name stands; a second one makes the model invalid, which the runtime reports.
        HashSet<string> inputs = new(Scope.Inputs, StringComparer.Ordinal);
        foreach (TensorProto tensor in Scope.Initializers)
        {
            ValueOriginKind kind = inputs.Contains(tensor.Name) ? ValueOriginKind.InitializerAlsoInput : ValueOriginKind.Initializer;
            origins.TryAdd(tensor.Name, new ValueOrigin(kind, Scope, Initializer: tensor));
        }

        foreach (SparseTensorProto sparse in Scope.Graph?.SparseInitializer ?? [])
        {
            origins.TryAdd(sparse.Values?.Name ?? "", new ValueOrigin(ValueOriginKind.SparseInitializer, Scope));
        }

        foreach (string input in inputs)
        {
            origins.TryAdd(input, new ValueOrigin(ValueOriginKind.Input, Scope));
        }

        foreach (NodeProto node in Scope.Nodes)
        {
            for (int i = 0; i < node.Output.Count; i++)
            {
                origins.TryAdd(node.Output[i], new ValueOrigin(ValueOriginKind.Node, Scope, node, i));
            }
        }

        // An optional output that is left out has no name.
        origins.Remove("");
    }

    private void AddOwnUses()
    {
        foreach (NodeProto node in Scope.Nodes)
        {
            for (int i = 0; i < node.Input.Count; i++)
            {
                if (node.Input[i].Length > 0)
                {
                    AddUse(node.Input[i], new ValueUse(node, i, Scope));
                }
            }
        }
    }

    private void PassUsesOut(ValueUses outer)
    {
        foreach ((string name, List<ValueUse> found) in uses.Where(entry => !Defines(entry.Key)))
        {
            foreach (ValueUse use in found)
            {
                outer.AddUse(name, use);
            }
        }

        foreach (string output in outputs.Where(output => !Defines(output)))
        {
            outer.AddUse(output, new ValueUse(Scope.Owner!, ValueUse.SubgraphOutput, Scope));
        }
    }

    private void AddUse(string name, ValueUse use)
    {
        if (!uses.TryGetValue(name, out List<ValueUse>? found))
        {
            uses.Add(name, found = []);
        }

        found.Add(use);
    }
}
