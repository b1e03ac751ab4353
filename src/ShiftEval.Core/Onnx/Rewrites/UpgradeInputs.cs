namespace ShiftEval.Onnx.Rewrites;

/// <summary>Operators whose numbers moved between attributes and inputs.</summary>
internal static class UpgradeInputs
{
    private const int SplitSizes = 1;
    private const int Tiles = 1;
    private const int TileAxis = 2;
    private const int OldTileInputs = 3;

    /// <summary>Version 5 takes the shape as an input.</summary>
    public static void Reshape(UpgradeNode node)
    {
        node.Drop("consumed_inputs");
        if (node.Node.Input.Count > 1)
        {
            return;
        }

        if (NodeAttributes.Ints(node.Node, "shape") is not { } shape)
        {
            node.Refuse("states no shape");
            return;
        }

        NodeAttributes.Remove(node.Node, "shape");
        node.AppendInts("shape", shape);
        node.Changed($"shape is an input instead of an attribute");
    }

    /// <summary>Version 2 takes the sizes as an attribute only, and has a default for the axis, where version 1 names none.</summary>
    public static void Split(UpgradeNode node)
    {
        bool first = node.Scope.Opset < 2;
        if (first && NodeAttributes.Find(node.Node, "axis") is null)
        {
            node.Refuse("states no axis");
            return;
        }

        if (node.Node.Input.Count <= SplitSizes)
        {
            return;
        }

        if (!first || node.Integers(SplitSizes) is not { } sizes)
        {
            node.Refuse("takes its sizes from a value that the file does not fix");
            return;
        }

        NodeAttributes.SetInts(node.Node, "split", sizes);
        node.Node.Input.RemoveAt(SplitSizes);
        node.Changed("split is an attribute instead of an input");
    }

    /// <summary>Version 6 repeats along every axis, version 1 along one.</summary>
    public static void Tile(UpgradeNode node)
    {
        if (node.Node.Input.Count != OldTileInputs)
        {
            return;
        }

        if (node.Integers(Tiles) is not [long tiles] || node.Integers(TileAxis) is not [long axis])
        {
            node.Refuse("takes its repeats or its axis from a value that the file does not fix");
        }
        else if (node.Shape(0) is not { } shape || axis < 0 || axis >= shape.Length)
        {
            node.Refuse("repeats along an axis of an input of unknown rank");
        }
        else
        {
            long[] repeats = [.. shape.Select((_, position) => position == axis ? tiles : 1)];
            node.Node.Input.RemoveAt(TileAxis);
            node.Node.Input.RemoveAt(Tiles);
            node.AppendInts("repeats", repeats);
            node.Changed("repeats are given for every axis");
        }
    }
}
