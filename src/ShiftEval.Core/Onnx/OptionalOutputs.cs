using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx;

/// <summary>The outputs of a node behind its first, which can be taken away where nobody reads them.</summary>
internal static class OptionalOutputs
{
    /// <summary>Names of the node's outputs behind the first; places left empty are passed over.</summary>
    public static IEnumerable<string> Of(NodeProto node) => node.Output.Skip(1).Where(output => output.Length > 0);

    /// <summary>
    /// Who reads an output, for messages; null when nobody does. The node itself does not count, since old files name a running
    /// statistic like the input that it updates. An output of the main graph does not count either: it can be taken away.
    /// </summary>
    public static string? Reader(ValueUses values, NodeProto node, string output)
    {
        ValueUse? use = values.UsesOf(output).Cast<ValueUse?>().FirstOrDefault(use => !ReferenceEquals(use!.Value.Node, node));
        if (use is { } found)
        {
            return NodeText.Phrase(found.Node);
        }

        bool main = values.Scope is { Graph: not null, Parent: null };
        return !main && values.IsGraphOutput(output) ? $"whoever runs {values.Scope.Path}" : null;
    }

    /// <summary>Takes away places for outputs that are left empty at the end: some runtimes count them.</summary>
    /// <returns>Whether there were any.</returns>
    public static bool DropTrailing(NodeProto node)
    {
        int before = node.Output.Count;
        while (node.Output.Count > 1 && node.Output[^1].Length == 0)
        {
            node.Output.RemoveAt(node.Output.Count - 1);
        }

        return node.Output.Count < before;
    }

    /// <summary>Leaves the node its first output only.</summary>
    public static void KeepFirst(NodeProto node)
    {
        while (node.Output.Count > 1)
        {
            node.Output.RemoveAt(node.Output.Count - 1);
        }
    }

    /// <summary>Takes a value that is gone out of the scope's outputs and annotations.</summary>
    /// <returns>Whether it was an output.</returns>
    public static bool Forget(ValueUses values, string name)
    {
        if (values.OriginOf(name) is { Kind: not ValueOriginKind.Node })
        {
            return false;
        }

        Remove(values.Scope.Graph?.ValueInfo ?? values.Scope.Function!.ValueInfo, name);
        return values.Scope.Graph is { } graph && Remove(graph.Output, name);
    }

    private static bool Remove(Google.Protobuf.Collections.RepeatedField<ValueInfoProto> field, string name) =>
        field.FirstOrDefault(value => string.Equals(value.Name, name, StringComparison.Ordinal)) is { } found && field.Remove(found);
}
