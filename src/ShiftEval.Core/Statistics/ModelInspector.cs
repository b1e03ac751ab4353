using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Statistics;

/// <summary>Reads a model file and tells what recalibration can do with it. Nothing is run.</summary>
public static class ModelInspector
{
    private static readonly string[] Convolutions = ["Conv", "ConvTranspose"];

    /// <summary>Inspects a model.</summary>
    /// <exception cref="Diagnostics.InputException">Its provenance entry or tensors cannot be read.</exception>
    public static InspectionResult Inspect(OnnxModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        ValueUses values = ValueUses.OfModel(model.Proto)[0];
        IReadOnlyList<BatchNormLayer> layers = BatchNormLayers.Find(model);
        int folded = model.Proto.Graph.Node.Count(node => LooksFolded(node, values));
        return new InspectionResult
        {
            Model = model.Name,
            Sha256 = model.Sha256,
            Opset = model.OpsetVersion,
            Inputs = [.. model.Inputs.Select(Value)],
            Outputs = [.. model.Outputs.Select(Value)],
            BatchNorm = [.. layers.Select(layer => Layer(layer, model, values))],
            Folded = new InspectedFolding(folded),
            Provenance = ProvenanceEntry.Read(model),
            Findings = [.. Findings(layers, folded)],
        };
    }

    private static InspectedValue Value(OnnxValueInfo value) => new(value.Name, value.ElementType.ToString().ToLowerInvariant(), value.Shape?.Select(axis => axis.ToString()).ToArray());

    private static InspectedLayer Layer(BatchNormLayer layer, OnnxModel model, ValueUses values)
    {
        List<Finding> findings = [];
        if (layer.Refusal is { } refusal)
        {
            findings.Add(new Finding("refused", refusal.What));
        }

        if (layer.Stored is { } stored)
        {
            findings.AddRange(StatisticsHealth.Examine(stored, layer.Epsilon));
        }

        return new InspectedLayer(layer.Name, layer.Node, layer.Channels, layer.Epsilon, Rank(layer, model, values), layer.Source, findings);
    }

    private static int? Rank(BatchNormLayer layer, OnnxModel model, ValueUses values)
    {
        if (layer.Proto.Input.Count == 0)
        {
            return null;
        }

        GraphProto graph = model.Proto.Graph;
        ValueInfoProto? stated = graph.ValueInfo.Concat(graph.Input).FirstOrDefault(value => value.Name == layer.X);
        if (stated?.Type?.TensorType?.Shape is { } shape)
        {
            return shape.Dim.Count;
        }

        if (values.OriginOf(layer.X)?.Node is not { } producer)
        {
            return null;
        }

        return producer.OpType switch
        {
            "Gemm" => 2,
            "Conv" or "ConvTranspose" when producer.Input.Count > 1 && new ConstantResolver(values).Resolve(producer.Input[1]) is { } weight => weight.Tensor.Dims.Count,
            _ => null,
        };
    }

    private static bool LooksFolded(NodeProto node, ValueUses values) =>
        Convolutions.Contains(node.OpType)
        && node.Input.Count > 2
        && node.Input[2].Length > 0
        && node.Output.Count > 0
        && !values.UsesOf(node.Output[0]).Any(use => use.Node.OpType == BatchNormLayers.OperatorType);

    private static IEnumerable<Finding> Findings(IReadOnlyList<BatchNormLayer> layers, int folded)
    {
        int refused = layers.Count(layer => layer.Refusal is not null);
        if (layers.Count == 0)
        {
            yield return new Finding("no-batchnorm", "the model has no BatchNormalization node: it can be evaluated, not recalibrated");
        }
        else if (refused > 0)
        {
            yield return new Finding("not-recalibratable", $"{refused} of {layers.Count} BatchNorm layers cannot be rewritten: recalibration is refused");
        }
        else
        {
            yield return new Finding("recalibratable", $"all {layers.Count} BatchNorm layers can be measured and rewritten");
        }

        if (folded > 0)
        {
            yield return new Finding("folding-candidates", $"{folded} convolutions have a bias and no BatchNorm behind them: theirs may have been folded in at export");
        }
    }
}
