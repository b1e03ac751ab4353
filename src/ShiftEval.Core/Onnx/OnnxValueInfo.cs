using ShiftEval.Onnx.Proto;

namespace ShiftEval.Onnx;

/// <summary>An input or output of a model.</summary>
/// <param name="Name">The name by which it is fed or fetched.</param>
/// <param name="ElementType">The elements' type; <see cref="OnnxElementType.Undefined"/> when it is no tensor or not stated.</param>
/// <param name="Shape">The axes in order; null when not even their number is stated.</param>
public sealed record OnnxValueInfo(string Name, OnnxElementType ElementType, IReadOnlyList<OnnxDimension>? Shape)
{
    internal static OnnxValueInfo From(ValueInfoProto value)
    {
        if (value.Type?.ValueCase != TypeProto.ValueOneofCase.TensorType)
        {
            return new OnnxValueInfo(value.Name, OnnxElementType.Undefined, null);
        }

        TypeProto.Types.Tensor tensor = value.Type.TensorType;
        return new OnnxValueInfo(
            value.Name,
            (OnnxElementType)tensor.ElemType,
            tensor.Shape is null ? null : [.. tensor.Shape.Dim.Select(Dimension)]);
    }

    private static OnnxDimension Dimension(TensorShapeProto.Types.Dimension dimension) => dimension.ValueCase switch
    {
        // Exporters write an unknown size as 0 or -1 too; such a size cannot be fed.
        TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue when dimension.DimValue > 0 => new(dimension.DimValue, null),
        TensorShapeProto.Types.Dimension.ValueOneofCase.DimParam when dimension.DimParam.Length > 0 => new(null, dimension.DimParam),
        _ => new(null, null),
    };
}
