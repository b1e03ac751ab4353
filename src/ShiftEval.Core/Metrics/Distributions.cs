using MathNet.Numerics.Distributions;

namespace ShiftEval.Metrics;

/// <summary>Distribution functions, where the library's alone would not do.</summary>
internal static class Distributions
{
    /// <summary>Quantile of the standard normal.</summary>
    public static double NormalQuantile(double probability) => Normal.InvCDF(0, 1, probability);

    /// <summary>Distribution function of the standard normal.</summary>
    public static double NormalCdf(double value) => Normal.CDF(0, 1, value);

    /// <summary>Quantile of Student's t.</summary>
    /// <remarks>One and two degrees of freedom in closed form: the library searches within ±800, which their tails leave.</remarks>
    public static double StudentQuantile(double probability, int degreesOfFreedom)
    {
        double centred = (2 * probability) - 1;
        return degreesOfFreedom switch
        {
            1 => Math.Tan(Math.PI * centred / 2),
            2 => centred * Math.Sqrt(2 / (1 - (centred * centred))),
            _ => StudentT.InvCDF(0, 1, degreesOfFreedom, probability),
        };
    }

    /// <summary>P(X ≤ successes) of a fair binomial.</summary>
    public static double FairBinomialCdf(int successes, int trials) => Binomial.CDF(0.5, trials, successes);
}
