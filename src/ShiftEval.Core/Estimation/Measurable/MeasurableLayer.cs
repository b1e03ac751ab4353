using ShiftEval.Onnx.Proto;
using ShiftEval.Statistics;

namespace ShiftEval.Estimation.Measurable;

/// <summary>A BatchNorm layer in the copy of a model that measurements run on.</summary>
/// <param name="Layer">The layer of the model itself.</param>
/// <param name="Mean">Name of the copy's initializer with its mean, which no other layer reads.</param>
/// <param name="Variance">Name of the copy's initializer with its variance.</param>
internal sealed record MeasurableLayer(BatchNormLayer Layer, string Mean, string Variance)
{
    /// <summary>The layer's name.</summary>
    public string Name => Layer.Name;

    /// <summary>Whether a BatchNormalization node of a copy is this layer.</summary>
    public bool Is(NodeProto node) => BatchNormLayers.IsBatchNorm(node) && node.Input[BatchNormSlot.Mean] == Mean;
}
