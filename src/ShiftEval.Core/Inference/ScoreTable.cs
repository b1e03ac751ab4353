using ShiftEval.Onnx;

namespace ShiftEval.Inference;

/// <summary>Which outputs can be class scores: floats of shape [N], [N, classes] or [N, classes, 1, …], as far as the file states it.</summary>
internal static class ScoreTable
{
    /// <summary>Whether the stated shape is one of these, or none is stated.</summary>
    public static bool HasShape(OnnxValueInfo output) =>
        output.Shape is not { } shape || (shape.Count > 0 && shape.Skip(2).All(axis => axis.Value is null or 1));

    /// <summary>Whether the elements are floats, or their type is not stated.</summary>
    public static bool HasType(OnnxValueInfo output) => output.ElementType
        is OnnxElementType.Float32 or OnnxElementType.Float16 or OnnxElementType.BFloat16 or OnnxElementType.Float64 or OnnxElementType.Undefined;

    /// <summary>Numbers a sample; null where the file does not state them.</summary>
    public static int? Columns(OnnxValueInfo output) => output.Shape switch
    {
        { Count: 1 } => 1,
        { Count: >= 2 } shape when shape.Skip(2).All(axis => axis.Value == 1) => (int?)shape[1].Value,
        _ => null,
    };
}
