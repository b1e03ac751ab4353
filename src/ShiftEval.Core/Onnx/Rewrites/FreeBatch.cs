using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx.Rewrites;

/// <summary>Given a model whose image input fixes its batch size: the same model for batches of any size.</summary>
/// <remarks>
/// Requires that every node provably keeps the samples of a batch apart and their axis in front; anything else is an obstacle, as
/// are other inputs, subgraphs, operators of other domains, and operators that are not known here. Leaves its input alone. Ensures
/// that each sample's outputs are those of the fixed model, whatever batch it comes in. Visits the main graph.
/// </remarks>
public static class FreeBatch
{
    private const long FirstOpset = 7;

    /// <summary>Frees the batch in a copy of the model.</summary>
    /// <param name="model">Left as it is.</param>
    /// <param name="input">Name of the image input.</param>
    /// <param name="shapes">
    /// The actual shape of every value that nodes of the main graph compute, and of the image input, at the fixed batch.
    /// </param>
    /// <returns>The new model, or one sentence that names what stands in the way.</returns>
    public static (OnnxModel? Model, string? Obstacle) Apply(OnnxModel model, string input, IReadOnlyDictionary<string, long[]> shapes)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(shapes);
        if (model.OpsetVersion < FirstOpset)
        {
            return (null, $"the model is of opset {model.OpsetVersion}, which has another broadcasting");
        }

        if (!model.Inputs.Any(value => value.Name == input))
        {
            return (null, $"the model has no input {input}");
        }

        if (model.Inputs.FirstOrDefault(value => value.Name != input) is { } other)
        {
            return (null, $"the model has another input, {other.Name}");
        }

        if (!shapes.TryGetValue(input, out long[]? image) || image is not [> 0, ..])
        {
            return (null, $"the shape of {input} is not known");
        }

        OnnxModel written = model.Clone();
        BatchFlow flow = new(written, input, image[0], shapes);
        string? obstacle = flow.Run() ?? Constant(written.Proto.Graph, flow);
        if (obstacle is not null)
        {
            return (null, obstacle);
        }

        flow.Rewrite();
        FreeDimension(written.Proto.Graph, input, flow);
        return (written, null);
    }

    private static string? Constant(GraphProto graph, BatchFlow flow) =>
        graph.Output.FirstOrDefault(output => !flow.IsBatched(output.Name)) is { } constant
            ? $"output {constant.Name} does not depend on {flow.Input}, so it has no batch axis"
            : null;

    private static void FreeDimension(GraphProto graph, string input, BatchFlow flow)
    {
        string symbol = FreshSymbol(graph);
        foreach (ValueInfoProto value in graph.Input.Where(value => value.Name == input).Concat(graph.Output))
        {
            if (value.Type?.TensorType?.Shape is { Dim: { Count: > 0 } axes })
            {
                axes[0].ClearDimValue();
                axes[0].DimParam = symbol;
            }
        }

        // Stated shapes of values on the way hold the old batch; runtimes infer new ones.
        ValueInfoProto[] kept = [.. graph.ValueInfo.Where(value => !flow.IsBatched(value.Name))];
        graph.ValueInfo.Clear();
        graph.ValueInfo.AddRange(kept);
    }

    private static string FreshSymbol(GraphProto graph)
    {
        HashSet<string> taken = new(
            graph.Input.Concat(graph.Output).Concat(graph.ValueInfo)
                .SelectMany(value => value.Type?.TensorType?.Shape?.Dim ?? [])
                .Select(axis => axis.DimParam),
            StringComparer.Ordinal);
        string symbol = "batch";
        for (int number = 1; taken.Contains(symbol); number++)
        {
            symbol = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"batch_{number}");
        }

        return symbol;
    }
}
