namespace ShiftEval.Tests.Reference.Operators;

/// <summary>8-bit quantisation, with one scale and zero point or with one for each place of an axis.</summary>
internal static class Quantization
{
    public static Tensor64 Quantize(OperatorCall call) =>
        Quantize(call.Input(0), call.Input(1), call.Optional(2), (int)call.Int("axis", 1));

    public static Tensor64 Dequantize(OperatorCall call) =>
        Dequantize(call.Input(0), call.Input(1), call.Optional(2), (int)call.Int("axis", 1));

    /// <summary>Inputs: x with scale and zero point, weights with theirs (per map or one), those of y, integer bias.</summary>
    public static Tensor64 Conv(OperatorCall call)
    {
        Tensor64 x = Dequantize(call.Input(0), call.Input(1), call.Input(2), 1);
        Tensor64 weights = Dequantize(call.Input(3), call.Input(4), call.Input(5), 0);
        Tensor64 unit = Elementwise.Combine(call.Input(4), call.Input(1), (a, b) => a * b);
        Tensor64? bias = call.Optional(8) is { } stored ? Elementwise.Combine(stored, unit, (a, b) => a * b) : null;
        Tensor64 y = Convolution.Conv(new OperatorCall(call.Node, [x, weights, bias], call.Opset));
        return Quantize(y, call.Input(6), call.Input(7), 1);
    }

    /// <summary>Rounds half to even, then shifts and saturates; without a zero point the result is unsigned.</summary>
    private static Tensor64 Quantize(Tensor64 x, Tensor64 scale, Tensor64? zero, int axis)
    {
        bool isUnsigned = zero?.IsUnsigned ?? true;
        (double low, double high) = isUnsigned ? (0, 255) : (-128, 127);
        Tensor64 steps = Elementwise.Combine(x, Along(scale, axis, x.Rank), (a, b) => Math.Round(a / b, MidpointRounding.ToEven));
        Tensor64 shifted = zero is null ? steps : Elementwise.Combine(steps, Along(zero, axis, x.Rank), (a, b) => a + b);
        return new Tensor64(Elementwise.Map(shifted, value => Math.Clamp(value, low, high)).Data, x.Shape) { IsInteger = true, IsUnsigned = isUnsigned };
    }

    private static Tensor64 Dequantize(Tensor64 x, Tensor64 scale, Tensor64? zero, int axis)
    {
        Tensor64 centred = zero is null ? x : Elementwise.Combine(x, Along(zero, axis, x.Rank), (a, b) => a - b);
        return new Tensor64(Elementwise.Combine(centred, Along(scale, axis, x.Rank), (a, b) => a * b).Data, x.Shape);
    }

    private static Tensor64 Along(Tensor64 values, int axis, int rank) => values.Data.Length == 1
        ? values.With(values.Data)
        : values.With(values.Data, [values.Data.Length, .. Enumerable.Repeat(1, rank - 1 - Strided.Axis(axis, rank))]);
}
