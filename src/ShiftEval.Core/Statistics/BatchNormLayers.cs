using System.Globalization;
using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;
using ShiftEval.Onnx.Walking;

namespace ShiftEval.Statistics;

/// <summary>Finds the BatchNorm layers of a model.</summary>
/// <remarks>
/// Visits the main graph, subgraphs and model-local functions in the order in which a run meets them. Each call of a function has
/// layers of its own. Functions that nobody calls and branches that are never taken have none.
/// </remarks>
public static class BatchNormLayers
{
    internal const string OperatorType = "BatchNormalization";

    /// <summary>Every BatchNorm layer in the order of its node, with what stands in its way.</summary>
    /// <exception cref="InputException">The functions of the file call each other without end.</exception>
    public static IReadOnlyList<BatchNormLayer> Find(OnnxModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        BatchNormReader reader = new(model);
        return [.. GraphWalk.Of(model).Where(placed => IsBatchNorm(placed.Proto)).Select(reader.Read)];
    }

    /// <summary>The layers, when every one can be measured and rewritten.</summary>
    /// <exception cref="InputException">The model has no BatchNorm, or layers that cannot be rewritten; all are named.</exception>
    public static IReadOnlyList<BatchNormLayer> FindRewritable(OnnxModel model)
    {
        IReadOnlyList<BatchNormLayer> layers = Find(model);
        if (Quantisation.Nodes(model) is [{ } first, ..] quantised)
        {
            throw new InputException(
                model.Name,
                string.Create(CultureInfo.InvariantCulture, $"is quantised ({quantised.Count} nodes such as {first.OpType}): its activation scales were calibrated under the statistics that it holds, and would be wrong under others"),
                "Recalibrate the float model that it was made from, then quantise again");
        }

        if (layers.Count == 0)
        {
            throw new InputException(model.Name, "has no BatchNormalization node, so there are no statistics to replace", "Use --statistics ema, export the model without folding BatchNorm into Conv, or name the convolutions that had one with --layers");
        }

        Problem[] refusals = [.. layers.Where(layer => layer.Refusal is not null).Select(layer => layer.Refusal!)];
        return refusals.Length == 0 ? layers : throw new InputException(refusals);
    }

    /// <summary>The statistics the model holds.</summary>
    /// <param name="layers">Rewritable layers.</param>
    public static ModelStatistics Stored(IReadOnlyList<BatchNormLayer> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        return new ModelStatistics(layers.Select(layer => KeyValuePair.Create(layer.Name, layer.Stored!)));
    }

    internal static bool IsBatchNorm(NodeProto node) => node.OpType == OperatorType && OperatorDomain.IsStandard(node.Domain);
}
