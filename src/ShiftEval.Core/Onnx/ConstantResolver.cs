using ShiftEval.Onnx.Proto;
using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Onnx;

/// <summary>
/// Finds the tensor behind a value that is fixed in the file: an initializer or a Constant node, directly or through Identity nodes.
/// </summary>
internal sealed class ConstantResolver(ValueUses values)
{
    /// <summary>The constant that the value is; null when it is computed, fed, sparse, or not defined at all.</summary>
    /// <param name="valueName">A name as seen from the scope of the values given to the constructor.</param>
    public ResolvedConstant? Resolve(string valueName)
    {
        ValueUses scope = values;
        string name = valueName;
        HashSet<NodeProto> passed = new(ReferenceEqualityComparer.Instance);
        while (scope.OriginOf(name) is { } origin)
        {
            if (origin.Initializer is { } tensor)
            {
                ConstantHome home = origin.Kind == ValueOriginKind.Initializer
                    ? ConstantHome.Initializer
                    : ConstantHome.InitializerAlsoInput;
                return new ResolvedConstant(home, name, tensor, origin.Scope, null, passed.Count > 0);
            }

            if (origin.Node is not { } node || !OperatorDomain.IsStandard(node.Domain))
            {
                return null;
            }

            if (node.OpType == "Constant")
            {
                return OfNode(node, name, origin.Scope, passed.Count > 0);
            }

            // A node met a second time closes a circle, which only a damaged file has.
            if (node.OpType != "Identity" || node.Input.Count != 1 || !passed.Add(node))
            {
                return null;
            }

            while (scope.Scope != origin.Scope)
            {
                scope = scope.Outer!;
            }

            name = node.Input[0];
        }

        return null;
    }

    private static ResolvedConstant? OfNode(NodeProto node, string name, GraphScope scope, bool throughIdentity)
    {
        // A function's Constant may take its value from an attribute of the call.
        if (node.Attribute.FirstOrDefault(attribute => attribute.RefAttrName.Length == 0) is not { } value)
        {
            return null;
        }

        if (value is { Name: "value", T: { } tensor })
        {
            return new ResolvedConstant(ConstantHome.ConstantTensor, name, tensor, scope, node, throughIdentity);
        }

        return Numbers(value) is { } numbers
            ? new ResolvedConstant(ConstantHome.ConstantNumbers, name, numbers, scope, node, throughIdentity)
            : null;
    }

    private static TensorProto? Numbers(AttributeProto value) => value.Name switch
    {
        "value_float" => new TensorProto { DataType = (int)DataType.Float, FloatData = { value.F } },
        "value_floats" => new TensorProto { DataType = (int)DataType.Float, Dims = { value.Floats.Count }, FloatData = { value.Floats } },
        "value_int" => new TensorProto { DataType = (int)DataType.Int64, Int64Data = { value.I } },
        "value_ints" => new TensorProto { DataType = (int)DataType.Int64, Dims = { value.Ints.Count }, Int64Data = { value.Ints } },
        _ => null,
    };
}
