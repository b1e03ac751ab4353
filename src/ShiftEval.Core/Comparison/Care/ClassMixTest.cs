using ShiftEval.Estimation.Balance;
using ShiftEval.Metrics;

namespace ShiftEval.Comparison.Care;

/// <summary>Whether a model's predictions tell of another mix of classes in one set of samples than in another.</summary>
/// <param name="Mix">The mix of the samples, estimated from the predictions with the others' mean prediction as prior, shape [classes].</param>
/// <param name="Divergence">Jensen–Shannon divergence of that mix from the prior, in bits, 0..1.</param>
/// <param name="P">Share of random divisions of all samples into two such sets that diverge at least as much, the observed one among them.</param>
/// <remarks>Lin (1991) for the divergence, <see cref="LabelShift"/> for the mix; a permutation test, samples exchanged one by one.</remarks>
internal readonly record struct ClassMixTest(double[] Mix, double Divergence, double P)
{
    private const int Draws = 199;
    private const double Tolerance = 1e-4;

    // A stream of its own beside the bootstrap and the permutation tests of metrics.
    private const int Stream = 7;

    /// <summary>Runs the test.</summary>
    /// <param name="samples">Class probabilities, row-major, shape [n, classes]; n at least 1.</param>
    /// <param name="others">The same of the samples to compare with.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="seed">The options' seed.</param>
    /// <param name="cancellation">Ends the draws.</param>
    public static ClassMixTest Of(double[] samples, double[] others, int classes, long seed, CancellationToken cancellation)
    {
        double[] all = [.. samples, .. others];
        int count = samples.Length / classes;
        (double[] mix, double observed) = Diverge(samples, others, classes);
        double[] drawn = new double[Draws];
        Parallel.For(0, Draws, new ParallelOptions { CancellationToken = cancellation }, draw =>
        {
            CounterRandom random = new(seed, Stream, draw);
            int[] order = [.. Enumerable.Range(0, all.Length / classes)];
            for (int i = 0; i < count; i++)
            {
                int other = i + random.Below(order.Length - i);
                (order[i], order[other]) = (order[other], order[i]);
            }

            drawn[draw] = Diverge(Rows(all, order[..count], classes), Rows(all, order[count..], classes), classes).Divergence;
        });
        return new ClassMixTest(mix, observed, (double)(1 + drawn.Count(divergence => divergence >= observed)) / (Draws + 1));
    }

    private static double[] Rows(double[] all, int[] rows, int classes) => [.. rows.SelectMany(row => all[(row * classes)..((row + 1) * classes)])];

    private static (double[] Mix, double Divergence) Diverge(double[] samples, double[] others, int classes)
    {
        double[] prior = ClassPredictions.Mean(others, classes);
        double[] mix = LabelShift.Estimate(samples, prior, Tolerance).Mix;
        double divergence = 0;
        for (int c = 0; c < classes; c++)
        {
            double middle = (mix[c] + prior[c]) / 2;
            divergence += (Term(mix[c], middle) + Term(prior[c], middle)) / 2;
        }

        return (mix, divergence);
    }

    private static double Term(double share, double middle) => share > 0 ? share * Math.Log2(share / middle) : 0;
}
