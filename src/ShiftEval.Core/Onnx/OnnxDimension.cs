using System.Globalization;

namespace ShiftEval.Onnx;

/// <summary>One axis of a value: a fixed size, a named size, or neither when nothing is stated.</summary>
/// <param name="Value">The fixed size; null when it varies from run to run.</param>
/// <param name="Symbol">The name of a size that varies; null when it is fixed or has no name.</param>
public readonly record struct OnnxDimension(long? Value, string? Symbol)
{
    /// <summary>The size, the name, or <c>?</c>.</summary>
    public override string ToString() => Value?.ToString(CultureInfo.InvariantCulture) ?? Symbol ?? "?";
}
