using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Statistics;

namespace ShiftEval.Inspection;

/// <summary>Looks at one BatchNorm layer: the health of its statistics, and what stands in the way of others.</summary>
internal static class LayerInspector
{
    public static InspectedLayer Inspect(BatchNormLayer layer, OnnxModel model)
    {
        List<Finding> findings = [];
        if (layer.Refusal is { } refusal)
        {
            findings.Add(new Finding("refused", refusal.What));
        }

        ConstantResolver constants = new(layer.Placed.Frame, model.Folder);
        if (layer.Stored is { } stored)
        {
            findings.AddRange(StatisticsHealth.Examine(stored, layer.Epsilon));
        }

        if (Scale(layer, model, constants) is { } scale && StatisticsHealth.ExamineScale(scale) is { } dead)
        {
            findings.Add(dead);
        }

        return new InspectedLayer(layer.Name, layer.Node, layer.Channels, layer.Epsilon, Rank(layer, constants), layer.Source, findings)
        {
            Scope = layer.Scope,
            Type = layer.Stored is null ? null : Type(layer, constants),
        };
    }

    private static double[]? Scale(BatchNormLayer layer, OnnxModel model, ConstantResolver constants)
    {
        ProblemList unreadable = new();
        return layer.Proto.Input.Count > BatchNormSlot.Scale && constants.Resolve(layer.Proto.Input[BatchNormSlot.Scale]) is { } scale
            ? unreadable.Try(() => TensorData.ReadDoubles(scale.Tensor, model.Folder, model.Name))
            : null;
    }

    private static string? Type(BatchNormLayer layer, ConstantResolver constants) =>
        constants.Resolve(layer.Proto.Input[BatchNormSlot.Mean]) is { } mean ? ((OnnxElementType)mean.Tensor.DataType).ToName() : null;

    private static int? Rank(BatchNormLayer layer, ConstantResolver constants)
    {
        if (layer.Proto.Input.Count == 0 || layer.Placed.Frame.Locate(layer.X) is not ({ } origin, { } home))
        {
            return null;
        }

        GraphProto? graph = home.Values.Scope.Graph;
        ValueInfoProto? stated = graph?.ValueInfo.Concat(graph.Input).FirstOrDefault(value => value.Name == layer.X);
        if (stated?.Type?.TensorType?.Shape is { } shape)
        {
            return shape.Dim.Count;
        }

        return origin.Node?.OpType switch
        {
            "Gemm" => 2,
            "Conv" or "ConvTranspose" when home == layer.Placed.Frame && origin.Node.Input.Count > 1 => constants.Resolve(origin.Node.Input[1])?.Tensor.Dims.Count,
            _ => null,
        };
    }
}
