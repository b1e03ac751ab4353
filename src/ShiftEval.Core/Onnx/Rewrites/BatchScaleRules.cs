namespace ShiftEval.Onnx.Rewrites;

/// <summary>Rules for operators that make axes longer: the batch keeps its size.</summary>
internal static class BatchScaleRules
{
    private const int UpsampleScales = 1;
    private const int Repeats = 1;
    private const int Sizes = 3;

    public static string? Upsample(BatchNode node) => node.OnlyFirst() ?? First(Stated(node) ?? node.Doubles(UpsampleScales));

    public static string? Tile(BatchNode node) => node.OnlyFirst()
        ?? (node.Integers(Repeats) is { } repeats
            ? First([.. repeats.Select(repeat => (double)repeat)])
            : "takes its repeats from a value that the file does not fix");

    public static string? Resize(BatchNode node)
    {
        if (node.OnlyFirst() is { } why)
        {
            return why;
        }

        if (NodeAttributes.Text(node.Node, "coordinate_transformation_mode") == "tf_crop_and_resize")
        {
            return "crops while it resizes";
        }

        if (NodeAttributes.Ints(node.Node, "axes") is { } axes)
        {
            return BatchNode.NoneFirst(axes, node.Rank(0));
        }

        // Opset 10 has scales as its second and last input.
        int scales = node.Opset < 11 ? 1 : 2;
        return node.Has(Sizes) ? "states the output's size, that of the batch with it" : First(node.Doubles(scales));
    }

    private static double[]? Stated(BatchNode node) =>
        NodeAttributes.Find(node.Node, "scales") is { } scales ? [.. scales.Floats.Select(scale => (double)scale)] : null;

    private static string? First(double[]? factors) => factors switch
    {
        null or [] => "takes its scales from a value that the file does not fix",
        [1, ..] => null,
        _ => "changes the size of the batch axis",
    };
}
