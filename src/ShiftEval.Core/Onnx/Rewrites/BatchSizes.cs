using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx.Rewrites;

/// <summary>
/// Follows sizes that a graph reads off batched values, as exports of <c>x.view(x.size(0), -1)</c> do: which of a list's numbers is
/// the batch size, while all others are independent of it.
/// </summary>
/// <remarks>Lists are only put together and taken apart here; who calculates with the batch size is an obstacle.</remarks>
internal sealed class BatchSizes(BatchFlow flow)
{
    private readonly Dictionary<string, bool[]> lists = new(StringComparer.Ordinal);

    /// <summary>Whether one of the value's numbers is the batch size.</summary>
    public bool HasBatch(string name) => lists.TryGetValue(name, out bool[]? list) && list.Contains(true);

    /// <summary>Whether the first of the value's numbers is the batch size, and no other.</summary>
    public bool BeginsWithBatch(string name) => lists[name][0] && !lists[name].AsSpan(1).Contains(true);

    /// <summary>Whether the node gives sizes that have the batch among them, or might.</summary>
    public bool Concerns(NodeProto node) => node.Input.Any(HasBatch) || (node.OpType == "Shape" && node.Input.Any(flow.IsBatched));

    /// <summary>Follows a node that this class is concerned with.</summary>
    /// <returns>What to say of a node that does more than move numbers, else null.</returns>
    public string? Follow(NodeProto node)
    {
        if (Move(new BatchNode(flow, node)) is not { } list || flow.Shape(node.Output[0]) is not { Length: <= 1 } shape
            || (shape is [long length] ? length : 1) != list.Length)
        {
            return "calculates with the size of the batch";
        }

        lists[node.Output[0]] = list;
        return null;
    }

    private bool[]? Move(BatchNode node)
    {
        switch (node.Node.OpType)
        {
            case "Shape":
                return OfShape(node);
            case "Identity" or "Squeeze" or "Unsqueeze":
                return First(node);
            case "Cast":
                bool whole = (OnnxElementType)NodeAttributes.Int(node.Node, "to", 0) is OnnxElementType.Int64 or OnnxElementType.Int32;
                return whole ? First(node) : null;
            case "Gather":
                return Gather(node);
            case "Slice":
                return Slice(node);
            case "Concat":
                return Concat(node);
            default:
                return null;
        }
    }

    // From opset 15 a node may ask for a part of the sizes only.
    private static bool[]? OfShape(BatchNode node)
    {
        if (node.Rank(0) is not { } rank)
        {
            return null;
        }

        int start = Place(NodeAttributes.Int(node.Node, "start", 0), rank);
        int end = Place(NodeAttributes.Int(node.Node, "end", rank), rank);
        bool[] all = new bool[rank];
        all[0] = true;
        return start < end ? all[start..end] : [];
    }

    private bool[]? First(BatchNode node) => lists.GetValueOrDefault(node.Node.Input[0]);

    private bool[]? Gather(BatchNode node)
    {
        return First(node) is { } list && node.Integers(1) is { } places && places.All(place => place >= -list.Length && place < list.Length)
            ? [.. places.Select(place => list[(int)(place < 0 ? place + list.Length : place)])]
            : null;
    }

    private bool[]? Slice(BatchNode node)
    {
        bool inputs = node.Opset >= 10;
        long[]? starts = inputs ? node.Integers(1) : NodeAttributes.Ints(node.Node, "starts");
        long[]? ends = inputs ? node.Integers(2) : NodeAttributes.Ints(node.Node, "ends");
        bool plain = !node.Has(4) || node.Integers(4) is [1];
        if (First(node) is not { } list || starts is not [long start] || ends is not [long end] || !plain)
        {
            return null;
        }

        (int from, int to) = (Place(start, list.Length), Place(end, list.Length));
        return from < to ? list[from..to] : [];
    }

    private bool[]? Concat(BatchNode node)
    {
        List<bool> joined = [];
        for (int i = 0; i < node.Inputs; i++)
        {
            if (node.IsBatched(i) || node.Shape(i) is not [long length])
            {
                return null;
            }

            joined.AddRange(lists.GetValueOrDefault(node.Node.Input[i]) ?? new bool[length]);
        }

        return [.. joined];
    }

    private static int Place(long place, int length) => (int)Math.Clamp(place < 0 ? place + length : place, 0, length);
}
