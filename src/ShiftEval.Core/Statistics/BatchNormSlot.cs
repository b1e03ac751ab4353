namespace ShiftEval.Statistics;

/// <summary>Positions of the inputs of ONNX <c>BatchNormalization</c>.</summary>
internal static class BatchNormSlot
{
    /// <summary>The tensor to normalise, [N, C, …].</summary>
    public const int X = 0;

    /// <summary>Scale (gamma), [C].</summary>
    public const int Scale = 1;

    /// <summary>Bias (beta), [C].</summary>
    public const int Bias = 2;

    /// <summary>Running mean, [C].</summary>
    public const int Mean = 3;

    /// <summary>Running (population) variance, [C].</summary>
    public const int Variance = 4;

    /// <summary>Inputs in all.</summary>
    public const int Count = 5;
}
