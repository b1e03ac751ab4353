using ShiftEval.Tests.Reference;

namespace ShiftEval.Tests.Estimation.TestTime;

/// <summary>The specs whose statistics depend on the images scored, each as a naive loop in double: scores of samples in their order.</summary>
/// <param name="graph">The model.</param>
/// <param name="samples">The samples in the order in which they are cut into batches or arrive.</param>
/// <param name="takes">Whether a layer follows the rule; the others stay as stored.</param>
/// <param name="mean">Whether means follow it.</param>
/// <param name="variance">Whether variances follow it.</param>
internal sealed class NaiveTestTime(Float64Graph graph, Tensor64 samples, Func<string, bool> takes, bool mean, bool variance)
{
    private int Count => samples.Shape[0];

    /// <summary>Every batch with A·its own + (1−A)·stored; the moment rule adds A(1−A)(m_b−m_s)² to the variance.</summary>
    /// <param name="batches">How many samples each batch holds.</param>
    /// <param name="weight">A; 1 takes the batch alone.</param>
    /// <param name="isMoment">Whether the moment rule combines variances.</param>
    public double[] Batches(IReadOnlyList<int> batches, double weight, bool isMoment)
    {
        List<double> scores = [];
        int first = 0;
        foreach (int size in batches)
        {
            scores.AddRange(Run(samples.Rows(first, first += size), (_, x, stored) => Mixed(stored, LayerMoments.Measure(x), weight, isMoment)));
        }

        return [.. scores];
    }

    /// <summary>NOTE: the stored statistics, moved as far as the sample's own lie outside k standard errors.</summary>
    public double[] Instance(double k)
    {
        List<double> scores = [];
        for (int i = 0; i < Count; i++)
        {
            scores.AddRange(Run(samples.Rows(i, i + 1), (_, x, stored) =>
            {
                int positions = Tensor64.Size(x.Shape.AsSpan(2));
                return positions == 1 ? stored : Corrected(x, stored, positions, k);
            }));
        }

        return [.. scores];
    }

    /// <summary>DUA: ρ_k = 0.1·0.94^k + 0.005, k = 1 for the first image; a layer with one position stays as stored.</summary>
    public double[] Moving()
    {
        Dictionary<string, LayerMoments> running = new(StringComparer.Ordinal);
        List<double> scores = [];
        for (int i = 0; i < Count; i++)
        {
            double momentum = (0.1 * Math.Pow(0.94, i + 1)) + 0.005;
            Tensor64 image = samples.Rows(i, i + 1);
            Run(image, (layer, x, stored) =>
            {
                LayerMoments before = running.GetValueOrDefault(layer, stored);
                LayerMoments own = LayerMoments.Measure(x);
                bool stays = Tensor64.Size(x.Shape.AsSpan(2)) == 1;
                running[layer] = stays ? stored : Mixed(before, own, momentum, isMoment: false);
                return stays ? stored : own;
            });
            scores.AddRange(Run(image, (layer, _, _) => running[layer]));
        }

        return [.. scores];
    }

    /// <summary>The last row of the batch of the last K images, each image in turn.</summary>
    public double[] Window(int window)
    {
        List<double> scores = [];
        for (int i = 0; i < Count; i++)
        {
            double[] batch = Run(samples.Rows(Math.Max(0, i + 1 - window), i + 1), (_, x, _) => LayerMoments.Measure(x));
            scores.AddRange(batch[^(batch.Length / Math.Min(window, i + 1))..]);
        }

        return [.. scores];
    }

    private static LayerMoments Corrected(Tensor64 x, LayerMoments stored, int positions, double k)
    {
        double[] means = new double[stored.Mean.Length], variances = new double[stored.Mean.Length];
        for (int c = 0; c < means.Length; c++)
        {
            double sum = 0, squares = 0;
            for (int p = 0; p < positions; p++)
            {
                sum += x.Data[(c * positions) + p];
            }

            for (int p = 0; p < positions; p++)
            {
                squares += Math.Pow(x.Data[(c * positions) + p] - (sum / positions), 2);
            }

            double own = squares / (positions - 1), v = stored.Variance[c];
            means[c] = stored.Mean[c] + Soft((sum / positions) - stored.Mean[c], k * Math.Sqrt(v / positions));
            variances[c] = Math.Max(0, v + Soft(own - v, k * v * Math.Sqrt(2.0 / (positions - 1))));
        }

        return new LayerMoments(0, means, variances);
    }

    private static double Soft(double z, double width) => Math.Sign(z) * Math.Max(Math.Abs(z) - width, 0);

    private static LayerMoments Mixed(LayerMoments stored, LayerMoments own, double weight, bool isMoment)
    {
        double[] means = [.. stored.Mean.Zip(own.Mean, (s, o) => ((1 - weight) * s) + (weight * o))];
        double[] variances = [.. stored.Variance.Zip(own.Variance, (s, o) => ((1 - weight) * s) + (weight * o))];
        for (int c = 0; isMoment && c < means.Length; c++)
        {
            variances[c] += weight * (1 - weight) * Math.Pow(own.Mean[c] - stored.Mean[c], 2);
        }

        return new LayerMoments(0, means, variances);
    }

    // Whatever a rule says, a layer that is not taken is as stored, and so is the one of mean and variance that is not replaced.
    private double[] Run(Tensor64 batch, Func<string, Tensor64, LayerMoments, LayerMoments> rule) => graph.RunWith(batch, (layer, x, stored) =>
    {
        LayerMoments chosen = rule(layer, x, stored);
        return takes(layer) ? new LayerMoments(0, mean ? chosen.Mean : stored.Mean, variance ? chosen.Variance : stored.Variance) : stored;
    }).Data;
}
