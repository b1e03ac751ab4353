using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using DataType = ShiftEval.Onnx.Proto.TensorProto.Types.DataType;

namespace ShiftEval.Statistics.Bundling;

/// <summary>The element type that a layer is computed in, and how its values get there and back.</summary>
/// <remarks>
/// float16 and bfloat16 are computed in float32, as runtimes compute BatchNormalization itself: x−mean rounded to three digits would lose
/// what the layer is there for, and no table overflows.
/// </remarks>
/// <param name="Table">float32 or float64.</param>
/// <param name="Casts">Whether the layer's input is cast to it, and the result back; otherwise all values of the model have this type.</param>
/// <param name="Back">The type to cast back to; null to take that of the input, by CastLike.</param>
internal readonly record struct ComputeType(DataType Table, bool Casts, DataType? Back)
{
    private const long LastOfOneType = 13;
    private const long FirstCastLike = 15;
    private static readonly HashSet<string> TypeAttributes = ["to", "dtype"];

    /// <summary>The types of every layer of one model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="layers">Its layers.</param>
    /// <param name="typeOf">The element type of a layer's parameter, by its slot; null where it is no constant.</param>
    /// <param name="problems">Receives the layers whose type the file does not give away.</param>
    public static IReadOnlyList<ComputeType> Of(OnnxModel model, IReadOnlyList<BatchNormLayer> layers, Func<BatchNormLayer, int, DataType?> typeOf, ProblemList problems)
    {
        HashSet<DataType> floats = [.. FloatTypes(model.Proto)];
        if (floats is { Count: 1 })
        {
            DataType only = floats.Single();
            ComputeType all = only is DataType.Float or DataType.Double ? new ComputeType(only, Casts: false, null) : new ComputeType(DataType.Float, Casts: true, only);
            return [.. layers.Select(_ => all)];
        }

        Dictionary<string, DataType> stated = new(StringComparer.Ordinal);
        foreach (ValueInfoProto value in Values(model.Proto))
        {
            if (FloatFormat.Size(Type(value)) is not null)
            {
                stated.TryAdd(value.Name, Type(value));
            }
        }

        return [.. layers.Select(Own)];

        ComputeType Own(BatchNormLayer layer)
        {
            long opset = ScopeOpset.Of(model, layer.Placed.Frame.Values.Scope);
            DataType? x = stated.TryGetValue(layer.X, out DataType known) ? known
                : opset <= LastOfOneType ? typeOf(layer, BatchNormSlot.Mean)
                : opset < FirstCastLike ? typeOf(layer, BatchNormSlot.Scale)
                : null;
            if (x is null && opset < FirstCastLike)
            {
                problems.Add(NodeText.Where(model.Name, layer.Placed.Frame.Values.Scope, layer.Proto), "does not give the type of its input away: its scale is computed at run time and the file mixes float types", "Export the model with shape inference, or in one float type");
            }

            bool wide = x is DataType.Double || (x is null && floats.Contains(DataType.Double));
            DataType table = wide ? DataType.Double : DataType.Float;
            return new ComputeType(table, Casts: true, x);
        }
    }

    private static IEnumerable<DataType> FloatTypes(ModelProto model) =>
        TensorWalker.AllTensors(model).Select(tensor => (DataType)tensor.DataType)
            .Concat(Values(model).Select(Type))
            .Concat(GraphScope.All(model).SelectMany(scope => scope.Nodes).SelectMany(node => node.Attribute)
                .Where(attribute => TypeAttributes.Contains(attribute.Name)).Select(attribute => (DataType)attribute.I))
            .Where(type => FloatFormat.Size(type) is not null);

    private static IEnumerable<ValueInfoProto> Values(ModelProto model) =>
        GraphScope.All(model).SelectMany(scope => scope.Graph is { } graph ? graph.Input.Concat(graph.Output).Concat(graph.ValueInfo) : scope.Function!.ValueInfo);

    private static DataType Type(ValueInfoProto value) => (DataType)OnnxValueInfo.From(value).ElementType;
}
