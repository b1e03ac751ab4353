namespace ShiftEval.Onnx.Rewrites;

/// <summary>Rules for operators that look at samples one by one, if at nothing else.</summary>
internal static class BatchSampleRules
{
    private const long FirstOpsetOfVariadicBroadcasting = 8;
    private const int Scale = 1;
    private const int Indices = 1;

    /// <summary>Before opset 8 the inputs have one shape, which a constant cannot share with batches of any size.</summary>
    public static string? Variadic(BatchNode node) =>
        node.Opset < FirstOpsetOfVariadicBroadcasting && Enumerable.Range(0, node.Inputs).Any(i => !node.IsBatched(i))
            ? $"wants inputs of one shape at opset {node.Opset}, constants with them"
            : Broadcast(node);

    /// <summary>The slope is brought to the shape of the input, never the input to that of the slope.</summary>
    public static string? PRelu(BatchNode node) => node.IsBatched(0) ? Broadcast(node) : "takes its slope from the batch, but not its input";

    /// <summary>Axes are matched from the last one, so a batched input has to have as many as the output.</summary>
    public static string? Broadcast(BatchNode node)
    {
        int rank = 0;
        for (int i = 0; i < node.Inputs; i++)
        {
            if (node.Shape(i) is not { } shape)
            {
                return $"reads {node.Node.Input[i]}, whose shape is not known";
            }

            rank = Math.Max(rank, shape.Length);
        }

        for (int i = 0; i < node.Inputs; i++)
        {
            long[] shape = node.Shape(i)!;
            if (node.IsBatched(i) && shape.Length < rank)
            {
                return $"matches the batch axis of {node.Node.Input[i]} with an inner axis of another input";
            }

            if (!node.IsBatched(i) && shape.Length == rank && shape[0] != 1)
            {
                return $"matches the batch with {shape[0]} values in {node.Node.Input[i]}, one for each place in the batch";
            }
        }

        return null;
    }

    /// <summary>BatchNormalization and Dropout keep samples apart in inference only.</summary>
    public static string? Modal(BatchNode node) => NodeMode.Of(node.Node, node.Opset, node.Flow.Constants).Kind == NodeModeKind.Inference
        ? node.OnlyFirst()
        : "is not in inference mode";

    /// <summary>The optional second output counts positions through the whole batch.</summary>
    public static string? MaxPool(BatchNode node) => node.Node.Output.Count > Indices && node.Node.Output[Indices].Length > 0
        ? "gives indices that count through the whole batch"
        : node.OnlyFirst();

    /// <summary>A scale for the whole tensor, or one per slice of an axis that is not the batch.</summary>
    public static string? Quantization(BatchNode node)
    {
        if (node.OnlyFirst() is { } why)
        {
            return why;
        }

        return node.Shape(Scale) switch
        {
            [] or [1] => null,
            [_] => BatchNode.NotFirst(NodeAttributes.Int(node.Node, "axis", 1), node.Rank(0)),
            _ => "has scales of several axes or of unknown shape",
        };
    }
}
