using System.Collections.Frozen;

namespace ShiftEval.Statistics.Folding;

/// <summary>Standard operators by what they do to the values that pass through them.</summary>
internal static class OperatorKinds
{
    /// <summary>Element by element, possibly with a second tensor that broadcasts.</summary>
    public static readonly FrozenSet<string> Pointwise = Set(
        "Identity Cast CastLike Dropout Add Sub Mul Div Sum Mean Min Max Pow Neg Abs Reciprocal Sqrt Exp Log Erf Clip Relu LeakyRelu PRelu Elu Selu Celu "
        + "ThresholdedRelu Sigmoid HardSigmoid HardSwish Swish Mish Gelu Tanh Softplus Softsign Shrink QuantizeLinear DequantizeLinear");

    /// <summary>Mixes channels by weights.</summary>
    public static readonly FrozenSet<string> Linear = Set("Conv ConvTranspose Gemm MatMul Einsum");

    /// <summary>Normalises by something else than stored statistics.</summary>
    public static readonly FrozenSet<string> OtherNormalisation = Set("InstanceNormalization GroupNormalization LayerNormalization MeanVarianceNormalization");

    /// <summary>Moves values without mixing them.</summary>
    public static readonly FrozenSet<string> Shape = Set("Reshape Flatten Squeeze Unsqueeze Transpose Expand Split Slice Gather Concat");

    /// <summary>A squashing function that ends in weights for another branch.</summary>
    public static readonly FrozenSet<string> Gate = Set("Sigmoid HardSigmoid Softmax Tanh");

    /// <summary>What a head may put behind its scores or boxes.</summary>
    public static readonly FrozenSet<string> OutputActivation = Set("Sigmoid HardSigmoid Softmax LogSoftmax LogSigmoid Hardmax Tanh Exp ArgMax ArgMin TopK NonMaxSuppression");

    /// <summary>Leaves a head a head: linear, or picking the largest of several values.</summary>
    public static readonly FrozenSet<string> HeadLinear = Set(
        "Identity Cast CastLike Dropout Add Sub Mul Div Sum Mean Neg Pad DepthToSpace SpaceToDepth Resize Upsample Tile AveragePool GlobalAveragePool MaxPool "
        + "GlobalMaxPool ReduceMean ReduceSum ReduceMax Conv ConvTranspose Gemm MatMul Einsum QuantizeLinear DequantizeLinear",
        Shape);

    /// <summary>What may still follow an output activation.</summary>
    public static readonly FrozenSet<string> AfterActivation = Set(
        "Identity Cast CastLike Dropout Add Sub Mul Div Pow Neg Log Clip Resize ReduceMean ReduceSum ReduceMax",
        Shape,
        OutputActivation);

    /// <summary>Pools a whole map to one value.</summary>
    public static readonly FrozenSet<string> GlobalPooling = Set("GlobalAveragePool GlobalMaxPool GlobalLpPool");

    /// <summary>Reduces over the axes it names.</summary>
    public static readonly FrozenSet<string> Reduction = Set("ReduceMean ReduceMax ReduceSum ReduceL2");

    /// <summary>Pools windows, which may be as large as the map.</summary>
    public static readonly FrozenSet<string> WindowPooling = Set("AveragePool MaxPool LpPool");

    /// <summary>Takes only its first input from the network; the others set it up.</summary>
    public static readonly FrozenSet<string> FirstInputOnly = Set(
        "Clip PRelu Dropout Reshape Squeeze Unsqueeze Expand Split Slice Gather Pow QuantizeLinear DequantizeLinear CastLike Resize Upsample Pad Tile TopK");

    private static FrozenSet<string> Set(string names, params FrozenSet<string>[] more) =>
        names.Split(' ').Concat(more.SelectMany(set => set)).ToFrozenSet(StringComparer.Ordinal);
}
