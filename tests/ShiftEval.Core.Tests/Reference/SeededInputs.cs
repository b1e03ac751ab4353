namespace ShiftEval.Tests.Reference;

/// <summary>Inputs for any graph, always the same.</summary>
internal static class SeededInputs
{
    /// <summary>Floats in -1..1 (multiples of 1/64 where half precision has to hold them), integers 0..2, either truth value.</summary>
    /// <param name="inputs">What to feed.</param>
    /// <param name="samples">Where the first axis is open.</param>
    /// <param name="side">Where another is.</param>
    public static Tensor64[] For(IReadOnlyList<OnnxInput> inputs, int samples = 2, int side = 64)
    {
        Random random = new(3);
        return [.. inputs.Select(input => Fill(
            random, input.ElementType, [.. input.Shape.Select((length, axis) => length > 0 ? length : axis == 0 ? samples : side)]))];
    }

    /// <summary>One input of a shape.</summary>
    public static Tensor64 Of(int elementType, params int[] shape) => Fill(new Random(3), elementType, shape);

    private static Tensor64 Fill(Random random, int elementType, int[] shape)
    {
        double[] data = new double[Tensor64.Size(shape)];
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = elementType switch
            {
                OnnxTensor.Bool => random.Next(2),
                OnnxTensor.Int64 => random.Next(3),
                OnnxTensor.Float16 or OnnxTensor.BFloat16 => random.Next(-64, 65) / 64.0,
                _ => (float)((random.NextSingle() * 2) - 1),
            };
        }

        return new Tensor64(data, shape) { IsInteger = OnnxTensor.IsInteger(elementType) };
    }
}
