using System.Globalization;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Onnx.Walking;

namespace ShiftEval.Statistics;

/// <summary>Given functions that are called more than once: every call gets a copy of its own, so that each can hold its own statistics.</summary>
/// <remarks>The first call keeps the function as it is. Visits the main graph, subgraphs and the functions that are copied.</remarks>
internal sealed class FunctionCopies
{
    private readonly ModelProto model;
    private readonly HashSet<FunctionProto> wanted;
    private readonly HashSet<FunctionProto> claimed = new(ReferenceEqualityComparer.Instance);
    private readonly List<StatisticsChange> changes = [];

    private FunctionCopies(ModelProto model, IEnumerable<FunctionProto> wanted)
    {
        this.model = model;
        this.wanted = new HashSet<FunctionProto>(wanted, ReferenceEqualityComparer.Instance);
    }

    /// <summary>Copies in place.</summary>
    /// <param name="model">A model nobody else uses.</param>
    /// <param name="functions">The functions to copy, with all functions on the way to them.</param>
    /// <returns>What changed.</returns>
    public static IReadOnlyList<StatisticsChange> Make(ModelProto model, IEnumerable<FunctionProto> functions)
    {
        FunctionCopies copies = new(model, functions);
        copies.Visit(model.Graph.Node);
        return copies.changes;
    }

    private void Visit(IList<NodeProto> nodes)
    {
        foreach (NodeProto node in nodes)
        {
            if (Callee(node) is { } function && wanted.Contains(function))
            {
                Visit((claimed.Add(function) ? function : Copy(function, node)).Node);
            }

            foreach (GraphProto graph in node.Attribute.SelectMany(NodeAttributes.Graphs))
            {
                Visit(graph.Node);
            }
        }
    }

    private FunctionProto Copy(FunctionProto function, NodeProto call)
    {
        FunctionProto copy = function.Clone();
        copy.Name = FreshName(function);
        model.Functions.Add(copy);
        call.OpType = copy.Name;
        changes.Add(new StatisticsChange("added-function", $"{copy.Domain}.{copy.Name}", $"copy of {function.Domain}.{function.Name}, whose calls need statistics of their own"));
        changes.Add(new StatisticsChange("node-operator", NodeText.Name(call), $"calls {copy.Name} instead of {function.Name}"));

        // The copy itself must not be taken for one that waits for its first call.
        claimed.Add(copy);
        return copy;
    }

    private string FreshName(FunctionProto function)
    {
        string name;
        int number = 2;
        do
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{function.Name}_{number++}");
        }
        while (model.Functions.Any(other => other.Domain == function.Domain && other.Name == name));

        return name;
    }

    private FunctionProto? Callee(NodeProto node) => model.Functions.FirstOrDefault(function => FunctionTable.Key(function) == FunctionTable.Key(node));
}
