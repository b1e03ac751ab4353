namespace ShiftEval.Tests.Reference.Operators;

/// <summary>Activations with parameters, and functions that Math lacks.</summary>
internal static class Activations
{
    public static Tensor64 LeakyRelu(OperatorCall call)
    {
        double slope = call.Float("alpha", 0.01f);
        return Elementwise.Map(call.Input(0), x => x < 0 ? slope * x : x);
    }

    /// <summary>A slope of shape [C] lies along the channels before operator set 7; later it broadcasts as usual.</summary>
    public static Tensor64 PRelu(OperatorCall call)
    {
        Tensor64 x = call.Input(0), slope = call.Input(1);
        bool byChannel = call.Opset < 7 && slope.Data.Length > 1;
        slope = byChannel ? slope.With(slope.Data, [slope.Data.Length, .. Enumerable.Repeat(1, x.Rank - 2)]) : slope;
        return Elementwise.Combine(x, slope, (value, factor) => value < 0 ? factor * value : value);
    }

    public static Tensor64 Elu(OperatorCall call)
    {
        double alpha = call.Float("alpha", 1);
        return Elementwise.Map(call.Input(0), x => x < 0 ? alpha * (Math.Exp(x) - 1) : x);
    }

    public static Tensor64 Selu(OperatorCall call)
    {
        double alpha = call.Float("alpha", 1.67326319217681884765625), gamma = call.Float("gamma", 1.05070102214813232421875);
        return Elementwise.Map(call.Input(0), x => gamma * (x > 0 ? x : alpha * (Math.Exp(x) - 1)));
    }

    public static Tensor64 HardSigmoid(OperatorCall call)
    {
        double alpha = call.Float("alpha", 0.2f), beta = call.Float("beta", 0.5);
        return Elementwise.Map(call.Input(0), x => Math.Clamp((alpha * x) + beta, 0, 1));
    }

    /// <summary>log(1 + eˣ), without eˣ where that is large.</summary>
    public static double Softplus(double x) => Math.Max(x, 0) + double.LogP1(Math.Exp(-Math.Abs(x)));

    /// <summary>2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (2n+1)!!, whose terms all have one sign; 1 to the last bit from 6 on.</summary>
    /// <remarks>Abramowitz and Stegun, 7.1.6.</remarks>
    public static double Erf(double x)
    {
        if (Math.Abs(x) >= 6)
        {
            return Math.Sign(x);
        }

        double sum = 0, term = x;
        for (int n = 0; Math.Abs(term) > Math.Abs(sum) * 1e-17; n++)
        {
            sum += term;
            term *= 2 * x * x / ((2 * n) + 3);
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
