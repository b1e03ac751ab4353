namespace ShiftEval.Onnx.Rewrites;

/// <summary>Rules for operators that work along axes of their choice: none of them may be the batch.</summary>
internal static class BatchAxisRules
{
    private const long FirstOpsetOfSliceInputs = 10;
    private const long FirstOpsetOfPadInputs = 11;
    private const long FirstOpsetOfSoftmaxAlongOneAxis = 13;
    private const int Pads = 1;
    private const int PadAxes = 3;
    private const int Starts = 1;
    private const int Ends = 2;
    private const int SliceAxes = 3;
    private const int Steps = 4;

    /// <summary>One axis, given as an attribute.</summary>
    /// <param name="node">The node.</param>
    /// <param name="missing">The axis where the attribute is left out.</param>
    public static string? Axis(BatchNode node, long missing) =>
        node.OnlyFirst() ?? BatchNode.NotFirst(NodeAttributes.Int(node.Node, "axis", missing), node.Rank(0));

    /// <summary>Before opset 13 the axes from the given one on are one row; rows then are samples or parts of them all the same.</summary>
    public static string? Softmax(BatchNode node) => Axis(node, node.Opset < FirstOpsetOfSoftmaxAlongOneAxis ? 1 : -1);

    public static string? Concat(BatchNode node)
    {
        for (int i = 0; i < node.Inputs; i++)
        {
            if (!node.IsBatched(i))
            {
                return $"joins the batch with {node.Node.Input[i]}, which has its own number of samples";
            }
        }

        return BatchNode.NotFirst(NodeAttributes.Int(node.Node, "axis", 0), node.Rank(0));
    }

    /// <summary>Normalises the axes from the given one on; scale and bias may not reach up to the batch.</summary>
    public static string? LayerNorm(BatchNode node)
    {
        bool reaches = Enumerable.Range(1, node.Inputs - 1).Any(i => node.Has(i) && !(node.Rank(i) < node.Rank(0)));
        return Axis(node, -1) ?? (reaches ? "has a scale or bias with a place for each sample" : null);
    }

    public static string? CumSum(BatchNode node) => node.OnlyFirst()
        ?? (node.Integers(1) is { } axes ? BatchNode.NoneFirst(axes, node.Rank(0)) : "takes its axis from a value that the file does not fix");

    public static string? MeanVariance(BatchNode node) =>
        node.OnlyFirst() ?? BatchNode.NoneFirst(NodeAttributes.Ints(node.Node, "axes") ?? [0, 2, 3], node.Rank(0));

    /// <summary>Without axes everything is reduced, unless the node says that this means nothing.</summary>
    public static string? Reduce(BatchNode node)
    {
        if ((node.Axes(1, out long[]? axes) ?? node.OnlyFirst()) is { } why)
        {
            return why;
        }

        if (axes is { Length: > 0 })
        {
            return BatchNode.NoneFirst(axes, node.Rank(0));
        }

        return NodeAttributes.Int(node.Node, "noop_with_empty_axes", 0) != 0 ? null : "reduces all axes, the batch among them";
    }

    public static string? Pad(BatchNode node)
    {
        if (node.OnlyFirst() is { } why)
        {
            return why;
        }

        long[]? pads = node.Opset < FirstOpsetOfPadInputs ? NodeAttributes.Ints(node.Node, "pads") : node.Integers(Pads);
        long[]? axes = node.Has(PadAxes) ? node.Integers(PadAxes) : [.. Enumerable.Range(0, (pads?.Length ?? 0) / 2).Select(axis => (long)axis)];
        if (pads is null || axes is null || pads.Length != 2 * axes.Length)
        {
            return "takes its pads from a value that the file does not fix";
        }

        return BatchNode.NoneFirst(axes.Where((_, i) => pads[i] != 0 || pads[i + axes.Length] != 0), node.Rank(0));
    }

    public static string? Slice(BatchNode node)
    {
        if (node.OnlyFirst() is { } why)
        {
            return why;
        }

        bool inputs = node.Opset >= FirstOpsetOfSliceInputs;
        long[]? starts = inputs ? node.Integers(Starts) : NodeAttributes.Ints(node.Node, "starts");
        long[]? ends = inputs ? node.Integers(Ends) : NodeAttributes.Ints(node.Node, "ends");
        long[]? axes = inputs && node.Has(SliceAxes)
            ? node.Integers(SliceAxes)
            : NodeAttributes.Ints(node.Node, "axes") ?? [.. Enumerable.Range(0, starts?.Length ?? 0).Select(axis => (long)axis)];
        long[]? steps = node.Has(Steps) ? node.Integers(Steps) : [.. Enumerable.Repeat(1L, starts?.Length ?? 0)];
        if (starts is null || ends is null || axes is null || steps is null || ends.Length != starts.Length || axes.Length != starts.Length
            || steps.Length != starts.Length)
        {
            return "takes its range from a value that the file does not fix";
        }

        return BatchNode.NoneFirst(axes.Where((_, i) => !Everything(starts[i], ends[i], steps[i])), node.Rank(0));
    }

    // A number past every size stands for the end.
    private static bool Everything(long start, long end, long step) => start == 0 && end >= int.MaxValue && step == 1;
}
