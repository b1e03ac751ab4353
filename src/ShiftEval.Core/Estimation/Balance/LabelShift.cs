namespace ShiftEval.Estimation.Balance;

/// <summary>The class mix of samples without labels, by expectation maximisation on a classifier's predictions.</summary>
/// <param name="Mix">q, share of each class, shape [K]; sums to 1.</param>
/// <param name="Responsibilities">r, probability of each class for each sample under that mix, row-major, shape [n, K].</param>
/// <remarks>Saerens, Latinne and Decaestecker (2002): q(c) ← mean of r(c), r(c) ∝ p(c|x)·q(c)/p_s(c).</remarks>
public sealed record LabelShift(double[] Mix, double[] Responsibilities)
{
    private const int MostIterations = 10_000;

    /// <summary>Estimates the mix.</summary>
    /// <param name="probabilities">Predictions p(c|x), row-major, shape [n, K], rows summing to 1.</param>
    /// <param name="sourcePrior">p_s, the classifier's mean prediction on source samples, shape [K].</param>
    /// <param name="tolerance">The iteration ends when no share moves by more.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or there are no samples.</exception>
    public static LabelShift Estimate(IReadOnlyList<double> probabilities, IReadOnlyList<double> sourcePrior, double tolerance = 1e-10)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(sourcePrior);
        int classes = sourcePrior.Count;
        if (classes == 0 || probabilities.Count == 0 || probabilities.Count % classes != 0)
        {
            throw new ArgumentException($"{probabilities.Count} probabilities are no rows of {classes} classes", nameof(probabilities));
        }

        int samples = probabilities.Count / classes;
        double[] mix = [.. sourcePrior];
        double[] responsibilities = new double[probabilities.Count];
        for (int iteration = 0; iteration < MostIterations; iteration++)
        {
            double[] next = new double[classes];
            for (int i = 0; i < samples; i++)
            {
                double sum = 0;
                for (int c = 0; c < classes; c++)
                {
                    // A class that is never predicted on source samples has no odds to go by.
                    double odds = sourcePrior[c] > 0 ? probabilities[(i * classes) + c] * mix[c] / sourcePrior[c] : 0;
                    responsibilities[(i * classes) + c] = odds;
                    sum += odds;
                }

                for (int c = 0; c < classes; c++)
                {
                    ref double responsibility = ref responsibilities[(i * classes) + c];
                    responsibility = sum > 0 ? responsibility / sum : probabilities[(i * classes) + c];
                    next[c] += responsibility / samples;
                }
            }

            double change = mix.Zip(next, (before, after) => Math.Abs(before - after)).Max();
            mix = next;
            if (change < tolerance)
            {
                break;
            }
        }

        return new LabelShift(mix, responsibilities);
    }

    /// <summary>Weights under which the samples have another mix: w = Σ_c r(c)·π(c)/q(c), mean 1, shape [n].</summary>
    /// <param name="wanted">π, the mix wanted, shape [K]; sums to 1.</param>
    public double[] Weights(IReadOnlyList<double> wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        int classes = Mix.Length;
        double[] weights = new double[Responsibilities.Length / classes];
        for (int i = 0; i < Responsibilities.Length; i++)
        {
            int c = i % classes;
            weights[i / classes] += Mix[c] > 0 ? Responsibilities[i] * wanted[c] / Mix[c] : 0;
        }

        return weights;
    }
}
