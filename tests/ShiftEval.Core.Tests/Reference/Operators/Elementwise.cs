namespace ShiftEval.Tests.Reference.Operators;

/// <summary>Functions of one element, or of two after broadcasting.</summary>
internal static class Elementwise
{
    public static Tensor64 Map(Tensor64 x, Func<double, double> function) =>
        x.With(Array.ConvertAll(x.Data, value => function(value)), x.Shape);

    public static Tensor64 Combine(Tensor64 a, Tensor64 b, Func<double, double, double> function)
    {
        int[] shape = Strided.BroadcastShape(a.Shape, b.Shape);
        double[] left = Strided.Broadcast(a, shape).Data, right = Strided.Broadcast(b, shape).Data, result = new double[left.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = function(left[i], right[i]);
        }

        return a.With(result, shape);
    }

    /// <summary>Before operator set 7 an axis may say where the second shape lies within the first; later it lies at the end.</summary>
    public static Tensor64 Combine(OperatorCall call, Func<double, double, double> function)
    {
        Tensor64 a = call.Input(0), b = call.Input(1);
        if (call.Opset < 7 && call.Has("axis"))
        {
            int behind = a.Rank - b.Rank - Strided.Axis(call.Int("axis", 0), a.Rank);
            b = b.With(b.Data, [.. b.Shape, .. Enumerable.Repeat(1, behind)]);
        }

        return Combine(a, b, function);
    }

    /// <summary>All inputs, broadcast, from the first to the last.</summary>
    public static Tensor64 Fold(OperatorCall call, Func<double, double, double> function) =>
        Enumerable.Range(0, call.InputCount).Select(call.Input).Aggregate((a, b) => Combine(a, b, function));

    public static Tensor64 Mean(OperatorCall call) => Map(Fold(call, (a, b) => a + b), sum => sum / call.InputCount);

    public static Tensor64 Div(OperatorCall call) =>
        call.Input(0).IsInteger ? Combine(call, (x, y) => Math.Truncate(x / y)) : Combine(call, (x, y) => x / y);

    public static Tensor64 Clip(OperatorCall call)
    {
        double low = call.Float("min", 1, double.NegativeInfinity), high = call.Float("max", 2, double.PositiveInfinity);
        return Map(call.Input(0), x => Math.Min(Math.Max(x, low), high));
    }

    /// <summary>
    /// To an integer type truncates, to bool tells zero from the rest; to a narrower float does nothing: everything here is double.
    /// </summary>
    public static Tensor64 Cast(OperatorCall call)
    {
        const int Bool = 9;
        Tensor64 x = call.Input(0);
        int type = (int)call.Int("to", 0);
        Func<double, double> convert = type == Bool ? value => value == 0 ? 0 : 1
            : OnnxTensor.IsInteger(type) ? Math.Truncate
            : value => value;
        return new Tensor64(Map(x, convert).Data, x.Shape) { IsInteger = OnnxTensor.IsInteger(type) };
    }
}
