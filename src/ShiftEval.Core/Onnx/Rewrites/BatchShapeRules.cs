namespace ShiftEval.Onnx.Rewrites;

/// <summary>Rules for operators that give the same values other axes: the batch has to stay the first one.</summary>
internal static class BatchShapeRules
{
    private const int Target = 1;
    private const long Copied = 0;
    private const long Inferred = -1;

    public static string? Transpose(BatchNode node)
    {
        long first = NodeAttributes.Ints(node.Node, "perm") is { Length: > 0 } order ? order[0] : (node.Rank(0) ?? 0) - 1;
        return node.OnlyFirst() ?? (first == 0 ? null : "moves the batch axis");
    }

    /// <summary>Without axes, what is squeezed depends on sizes, and a batch of one would go.</summary>
    public static string? Squeeze(BatchNode node)
    {
        if ((node.Axes(1, out long[]? axes) ?? node.OnlyFirst()) is { } why)
        {
            return why;
        }

        return axes is { Length: > 0 }
            ? BatchNode.NoneFirst(axes, node.Rank(0))
            : "squeezes every axis of size 1, so also the batch axis of a single sample";
    }

    public static string? Unsqueeze(BatchNode node)
    {
        if ((node.Axes(1, out long[]? axes) ?? node.OnlyFirst()) is { } why)
        {
            return why;
        }

        return axes is null ? "states no axes" : BatchNode.NoneFirst(axes, node.Rank(0) + axes.Length);
    }

    public static string? Flatten(BatchNode node)
    {
        if (node.Shape(0) is not { } shape)
        {
            return "reads a value whose shape is not known";
        }

        long axis = NodeAttributes.Int(node.Node, "axis", 1);
        axis = axis < 0 ? axis + shape.Length : axis;
        return axis >= 1 && shape.Skip(1).Take((int)axis - 1).All(size => size == 1) ? null : "mixes the batch axis with others";
    }

    /// <summary>
    /// Values keep their order, so the first axis stays the batch where it keeps its size and the others together keep theirs. The
    /// first number of the target then has to stand for the batch, not for its size.
    /// </summary>
    public static string? Reshape(BatchNode node)
    {
        if (node.OnlyFirst() is { } why)
        {
            return why;
        }

        if (node.Shape(0) is not { Length: > 0 } from || node.OutputShape is not { } to)
        {
            return "reads or gives a value whose shape is not known";
        }

        if (to.Length == 0 || to[0] != from[0] || Size(from) != Size(to))
        {
            return $"mixes samples: it makes [{string.Join(", ", to)}] of [{string.Join(", ", from)}]";
        }

        if (Size(to) == 0)
        {
            return "gives a value without elements";
        }

        if (node.Flow.Sizes.HasBatch(node.Node.Input[Target]))
        {
            return node.Flow.Sizes.BeginsWithBatch(node.Node.Input[Target]) ? null : "has the size of the batch elsewhere than in front";
        }

        bool zeroCopies = NodeAttributes.Int(node.Node, "allowzero", 0) == 0;
        long[]? target = node.Integers(Target);
        if (target is [Inferred, ..] || (target is [Copied, ..] && zeroCopies))
        {
            return null;
        }

        // A target that nodes compute from constants is as fixed as one in the file; the shape it leads to tells it.
        return Retarget(node, zeroCopies ? [Copied, .. (target ?? to)[1..]] : [Inferred, .. to[1..]]);
    }

    /// <summary>An axis of size 1 in the target leaves the batch as it is.</summary>
    public static string? Expand(BatchNode node)
    {
        if (node.OnlyFirst() is { } why)
        {
            return why;
        }

        if (node.Integers(Target) is not { } target || node.Rank(0) is not { } rank)
        {
            return "takes its shape from a value that the file does not fix";
        }

        if (target.Length > rank || (target.Length == rank && target[0] != 1 && target[0] != node.Flow.Batch))
        {
            return "repeats samples";
        }

        return target.Length == rank && target[0] != 1 ? Retarget(node, [1, .. target[1..]]) : null;
    }

    private static string? Retarget(BatchNode node, long[] target)
    {
        node.Flow.Retarget(node.Node, Target, target);
        return null;
    }

    private static long Size(long[] shape) => shape.Skip(1).Aggregate(1L, (product, size) => product * size);
}
