using System.Globalization;

namespace ShiftEval.Onnx;

/// <summary>Names of element types as NumPy and PyTorch users write them.</summary>
public static class OnnxElementTypeNames
{
    /// <summary>The type's name in lower case, such as <c>float32</c>; <c>type 99</c> for a number this version does not know.</summary>
    public static string ToName(this OnnxElementType type) =>
        Enum.IsDefined(type)
            ? type.ToString().ToLowerInvariant()
            : string.Create(CultureInfo.InvariantCulture, $"type {(int)type}");
}
