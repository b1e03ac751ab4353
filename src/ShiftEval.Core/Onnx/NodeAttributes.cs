using ShiftEval.Onnx.Proto;
using AttributeType = ShiftEval.Onnx.Proto.AttributeProto.Types.AttributeType;

namespace ShiftEval.Onnx;

/// <summary>Reads and changes a node's attributes by name.</summary>
internal static class NodeAttributes
{
    /// <summary>The subgraphs that an attribute holds, one or a list.</summary>
    public static IEnumerable<GraphProto> Graphs(AttributeProto attribute) => attribute.G is null ? attribute.Graphs : attribute.Graphs.Prepend(attribute.G);

    /// <summary>The attribute, or null where the node leaves it out.</summary>
    public static AttributeProto? Find(NodeProto node, string name) =>
        node.Attribute.FirstOrDefault(attribute => string.Equals(attribute.Name, name, StringComparison.Ordinal));

    /// <summary>An integer attribute; <paramref name="missing"/> where the node leaves it out.</summary>
    public static long Int(NodeProto node, string name, long missing) => Find(node, name)?.I ?? missing;

    /// <summary>A list of integers; null where the node leaves it out.</summary>
    public static long[]? Ints(NodeProto node, string name) => Find(node, name) is { } attribute ? [.. attribute.Ints] : null;

    /// <summary>A text attribute; null where the node leaves it out.</summary>
    public static string? Text(NodeProto node, string name) => Find(node, name)?.S.ToStringUtf8();

    /// <summary>Takes the attribute away.</summary>
    /// <returns>Whether the node had it.</returns>
    public static bool Remove(NodeProto node, string name) => Find(node, name) is { } attribute && node.Attribute.Remove(attribute);

    /// <summary>Sets an integer attribute, in its place where the node has it.</summary>
    public static void SetInt(NodeProto node, string name, long value)
    {
        AttributeProto attribute = Find(node, name) ?? Add(node, name, AttributeType.Int);
        attribute.I = value;
    }

    /// <summary>Sets a list of integers, in its place where the node has it.</summary>
    public static void SetInts(NodeProto node, string name, IEnumerable<long> values)
    {
        AttributeProto attribute = Find(node, name) ?? Add(node, name, AttributeType.Ints);
        attribute.Ints.Clear();
        attribute.Ints.AddRange(values);
    }

    /// <summary>Adds an attribute without a value.</summary>
    public static AttributeProto Add(NodeProto node, string name, AttributeType type)
    {
        AttributeProto attribute = new() { Name = name, Type = type };
        node.Attribute.Add(attribute);
        return attribute;
    }
}
