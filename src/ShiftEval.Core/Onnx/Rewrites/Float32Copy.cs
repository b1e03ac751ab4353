using Google.Protobuf;
using ShiftEval.Onnx.Proto;
using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Onnx.Rewrites;

/// <summary>Given a model that computes in float16, bfloat16 or float64: the same computation in float32.</summary>
/// <remarks>
/// Requires a model without functions. Visits the main graph and subgraphs: tensors, stated types, and the operators' own statements of
/// a type (Cast, ConstantOfShape, random numbers). A model that computes in float32 already is returned as it is.
/// </remarks>
internal static class Float32Copy
{
    private static readonly string[] TypeAttributes = ["to", "dtype"];

    /// <summary>The copy.</summary>
    /// <exception cref="Diagnostics.InputException">A tensor cannot be read.</exception>
    public static OnnxModel Of(OnnxModel model)
    {
        if (!Scopes(model.Proto).Any(UsesOtherFloats))
        {
            return model;
        }

        ModelProto copy = model.Proto.Clone();
        foreach (GraphScope scope in Scopes(copy))
        {
            foreach (ValueInfoProto value in scope.Graph!.Input.Concat(scope.Graph.Output).Concat(scope.Graph.ValueInfo))
            {
                if (value.Type?.ValueCase == TypeProto.ValueOneofCase.TensorType && IsOtherFloat(value.Type.TensorType.ElemType))
                {
                    value.Type.TensorType.ElemType = (int)DataType.Float;
                }
            }

            foreach (AttributeProto attribute in scope.Nodes.SelectMany(node => node.Attribute))
            {
                if (TypeAttributes.Contains(attribute.Name) && IsOtherFloat((int)attribute.I))
                {
                    attribute.I = (int)DataType.Float;
                }
            }
        }

        foreach (TensorProto tensor in TensorWalker.AllTensors(copy).Where(tensor => IsOtherFloat(tensor.DataType)))
        {
            Convert(tensor, model);
        }

        return model.With(copy);
    }

    /// <summary>Whether the elements are floats of another size than float32.</summary>
    public static bool IsOtherFloat(int type) => (DataType)type is DataType.Float16 or DataType.Bfloat16 or DataType.Double;

    private static IEnumerable<GraphScope> Scopes(ModelProto model) => GraphScope.All(model).Where(scope => scope.Graph is not null);

    private static bool UsesOtherFloats(GraphScope scope) =>
        scope.Initializers.Any(tensor => IsOtherFloat(tensor.DataType))
        || scope.Graph!.Input.Any(value => value.Type?.ValueCase == TypeProto.ValueOneofCase.TensorType && IsOtherFloat(value.Type.TensorType.ElemType))
        || scope.Nodes.SelectMany(node => node.Attribute).Any(attribute =>
            (attribute.T is { } tensor && IsOtherFloat(tensor.DataType)) || (TypeAttributes.Contains(attribute.Name) && IsOtherFloat((int)attribute.I)));

    private static void Convert(TensorProto tensor, OnnxModel model)
    {
        float[] values = Array.ConvertAll(TensorData.ReadDoubles(tensor, model.Folder, model.Name), value => (float)value);
        tensor.DataType = (int)DataType.Float;
        tensor.RawData = ByteString.CopyFrom(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values));
        tensor.Int32Data.Clear();
        tensor.DoubleData.Clear();
        tensor.ExternalData.Clear();
        tensor.ClearDataLocation();
    }
}
