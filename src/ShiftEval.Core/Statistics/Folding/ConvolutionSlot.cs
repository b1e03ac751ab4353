namespace ShiftEval.Statistics.Folding;

/// <summary>Positions of the inputs of ONNX <c>Conv</c>, <c>ConvTranspose</c> and <c>Gemm</c>, which agree.</summary>
internal static class ConvolutionSlot
{
    /// <summary>The tensor worked on, [N, C, …].</summary>
    public const int X = 0;

    /// <summary>The weight: [O, I/g, …] of Conv, [I, O/g, …] of ConvTranspose, [I, O] or transposed of Gemm.</summary>
    public const int Weight = 1;

    /// <summary>The bias, [O]; of Gemm anything that broadcasts to its output.</summary>
    public const int Bias = 2;
}
