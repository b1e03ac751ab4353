namespace ShiftEval.Onnx.Rewrites;

/// <summary>From the limited broadcasting of opsets 1 to 6 to that of NumPy.</summary>
/// <remarks>
/// Up to version 6 the second operand of a node with <c>broadcast=1</c> is of size 1 or equals a run of the first one's axes, which
/// begins at <c>axis</c> or, without it, is the last ones; its rank is never larger. So it needs axes of size 1 behind it, and nothing more.
/// </remarks>
internal static class UpgradeBroadcast
{
    private const int Second = 1;

    /// <summary>Arithmetic, comparisons and logic.</summary>
    public static void Binary(UpgradeNode node)
    {
        // Without broadcast=1 both shapes are equal, and an axis means nothing.
        if (NodeAttributes.Int(node.Node, "broadcast", 0) != 0 && NodeAttributes.Find(node.Node, "axis") is { } axis && !Align(node, axis.I))
        {
            return;
        }

        node.Drop("broadcast");
        node.Drop("axis");
        node.Drop("consumed_inputs");
    }

    /// <summary>A slope per channel became one that broadcasts.</summary>
    public static void PRelu(UpgradeNode node)
    {
        node.Drop("consumed_inputs");
        if (node.Shape(Second) is not { } slope || (slope.Length == 1 && slope[0] is null))
        {
            node.Refuse("has a slope of unknown size");
        }
        else if (slope.Length == 1 && slope[0] != 1)
        {
            Align(node, axis: 1);
        }
        else if (!IsOne(slope) && slope.Length != node.Shape(0)?.Length)
        {
            node.Refuse("has a slope that is neither one number nor one per channel");
        }
    }

    private static bool Align(UpgradeNode node, long axis)
    {
        if (node.Shape(Second) is not { } second)
        {
            node.Refuse("broadcasts a second input of unknown rank");
            return false;
        }

        if (IsOne(second))
        {
            return true;
        }

        if (node.Shape(0) is not { } first)
        {
            node.Refuse("broadcasts along an axis of a first input of unknown rank");
            return false;
        }

        long behind = first.Length - axis - second.Length;
        if (axis < 0 || behind < 0)
        {
            node.Refuse($"broadcasts {second.Length} axes from axis {axis} on of an input that has {first.Length}");
            return false;
        }

        if (behind > 0)
        {
            node.Before(Second, "Unsqueeze", [.. Enumerable.Range(second.Length, (int)behind).Select(added => (long)added)]);
            node.Changed($"input {Second} has {behind} axes of size 1 behind it");
        }

        return true;
    }

    private static bool IsOne(long?[] shape) => shape.All(size => size == 1);
}
