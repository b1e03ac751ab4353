namespace ShiftEval.Tests.Reference.Operators;

/// <summary>Operators that give or take truth values, held as 0 and 1.</summary>
internal static class Logic
{
    public static Tensor64 Compare(Tensor64 a, Tensor64 b, Func<double, double, bool> holds)
    {
        Tensor64 result = Elementwise.Combine(a, b, (x, y) => holds(x, y) ? 1 : 0);
        return new Tensor64(result.Data, result.Shape) { IsInteger = true };
    }

    public static Tensor64 Test(Tensor64 x, Func<double, bool> holds) =>
        new(Array.ConvertAll(x.Data, value => holds(value) ? 1.0 : 0.0), x.Shape) { IsInteger = true };

    public static Tensor64 Where(OperatorCall call)
    {
        Tensor64 condition = call.Input(0), a = call.Input(1), b = call.Input(2);
        int[] shape = Strided.BroadcastShape(condition.Shape, Strided.BroadcastShape(a.Shape, b.Shape));
        double[] decide = Strided.Broadcast(condition, shape).Data;
        double[] left = Strided.Broadcast(a, shape).Data, right = Strided.Broadcast(b, shape).Data;
        return a.With([.. decide.Select((one, i) => one != 0 ? left[i] : right[i])], shape);
    }
}
