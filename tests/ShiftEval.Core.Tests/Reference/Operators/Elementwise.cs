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

    public static Tensor64 Div(OperatorCall call)
    {
        Tensor64 a = call.Input(0);
        return a.IsInteger ? Combine(a, call.Input(1), (x, y) => Math.Truncate(x / y)) : Combine(a, call.Input(1), (x, y) => x / y);
    }

    public static Tensor64 LeakyRelu(OperatorCall call)
    {
        double slope = call.Float("alpha", 0.01f);
        return Map(call.Input(0), x => x < 0 ? slope * x : x);
    }

    public static Tensor64 HardSigmoid(OperatorCall call)
    {
        double alpha = call.Float("alpha", 0.2f), beta = call.Float("beta", 0.5);
        return Map(call.Input(0), x => Math.Clamp((alpha * x) + beta, 0, 1));
    }

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
