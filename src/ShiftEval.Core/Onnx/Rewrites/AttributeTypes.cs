using ShiftEval.Onnx.Proto;
using AttributeType = ShiftEval.Onnx.Proto.AttributeProto.Types.AttributeType;

namespace ShiftEval.Onnx.Rewrites;

/// <summary>States the type of attributes that do not: it became a duty with IR version 2.</summary>
internal static class AttributeTypes
{
    public static void Fill(NodeProto node)
    {
        foreach (AttributeProto attribute in node.Attribute.Where(attribute => attribute.Type == AttributeType.Undefined))
        {
            attribute.Type = Guess(attribute);
        }
    }

    private static AttributeType Guess(AttributeProto attribute) => attribute switch
    {
        { HasI: true } => AttributeType.Int,
        { HasF: true } => AttributeType.Float,
        { HasS: true } => AttributeType.String,
        { T: not null } => AttributeType.Tensor,
        { G: not null } => AttributeType.Graph,
        { Ints.Count: > 0 } => AttributeType.Ints,
        { Floats.Count: > 0 } => AttributeType.Floats,
        { Strings.Count: > 0 } => AttributeType.Strings,
        { Tensors.Count: > 0 } => AttributeType.Tensors,
        { Graphs.Count: > 0 } => AttributeType.Graphs,
        _ => AttributeType.Undefined,
    };
}
