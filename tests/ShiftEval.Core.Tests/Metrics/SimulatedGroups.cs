using MathNet.Numerics.Distributions;
using ShiftEval.Metrics;

namespace ShiftEval.Tests.Metrics;

/// <summary>Data whose truth is known: groups of geometric sizes whose images go together, and images that stand alone.</summary>
internal static class SimulatedGroups
{
    private const double MeanSize = 5;

    /// <summary>Hits and images of each group; rates are beta-distributed with mean p and the intra-class correlation given.</summary>
    public static (long Hits, long Trials)[] Proportion(Random random, int groups, double correlation, double p)
    {
        (long, long)[] drawn = new (long, long)[groups];
        for (int g = 0; g < groups; g++)
        {
            double rate = Rate(random, correlation, p);
            int size = Size(random);
            drawn[g] = (Enumerable.Range(0, size).Count(_ => random.NextDouble() < rate), size);
        }

        return drawn;
    }

    /// <summary>Two models as good as each other: each has a rate of its own in every group, and half of the images are as hard for one as for the other.</summary>
    public static (ScoredSamples From, ScoredSamples To) Pair(Random random, int groups, double correlation, double p, bool singles = false)
    {
        List<int> group = [];
        List<int> from = [];
        List<int> to = [];
        for (int g = 0; g < groups; g++)
        {
            double fromRate = Rate(random, correlation, p);
            double toRate = Rate(random, correlation, p);
            int size = singles ? 1 : Size(random);
            for (int i = 0; i < size; i++)
            {
                double hard = random.NextDouble();
                double hardForTo = random.NextDouble() < 0.5 ? hard : random.NextDouble();
                group.Add(g);
                from.Add(hard < fromRate ? 0 : 1);
                to.Add(hardForTo < toRate ? 0 : 1);
            }
        }

        int[] truth = new int[group.Count];
        return (Cells.Plain(truth, [.. from], [.. group], 2), Cells.Plain(truth, [.. to], [.. group], 2));
    }

    /// <summary>Two classes, half each, one sample a group; scores of two models with correlation 0.5, normal in both classes, of the area given.</summary>
    public static (ScoredSamples From, ScoredSamples To) Ranked(Random random, int samples, double area)
    {
        int[] truth = [.. Enumerable.Range(0, samples).Select(i => i % 2)];
        double gap = Math.Sqrt(2) * Normal.InvCDF(0, 1, area);
        double[] from = new double[2 * samples];
        double[] to = new double[2 * samples];
        for (int i = 0; i < samples; i++)
        {
            double shared = Normal.Sample(random, 0, Math.Sqrt(0.5));
            Fill(from, i, shared);
            Fill(to, i, shared);
        }

        int[] group = [.. Enumerable.Range(0, samples)];
        return (Scored(from), Scored(to));

        void Fill(double[] probabilities, int i, double shared)
        {
            double score = shared + Normal.Sample(random, 0, Math.Sqrt(0.5)) + (truth[i] * gap);
            probabilities[(2 * i) + 1] = 1 / (1 + Math.Exp(-score));
            probabilities[2 * i] = 1 - probabilities[(2 * i) + 1];
        }

        ScoredSamples Scored(double[] probabilities) => new(truth, Probabilities.MostProbable(probabilities, 2), probabilities, group, 2);
    }

    /// <summary>What ignores groups: the percentile interval of images drawn one by one.</summary>
    public static (double Low, double High) RowBootstrap(Random random, (long Hits, long Trials)[] groups, int resamples)
    {
        int hits = (int)groups.Sum(group => group.Hits);
        int trials = (int)groups.Sum(group => group.Trials);
        double[] replicates = new double[resamples];
        for (int r = 0; r < resamples; r++)
        {
            int drawn = 0;
            for (int i = 0; i < trials; i++)
            {
                drawn += random.Next(trials) < hits ? 1 : 0;
            }

            replicates[r] = (double)drawn / trials;
        }

        Limits limits = PercentileInterval.Compute(replicates, 0.95, 1);
        return (limits.Low ?? replicates[0], limits.High ?? replicates[0]);
    }

    private static double Rate(Random random, double correlation, double p)
    {
        double total = (1 / correlation) - 1;
        return correlation == 0 ? p : Beta.Sample(random, p * total, (1 - p) * total);
    }

    private static int Size(Random random) => 1 + (int)(Math.Log(1 - random.NextDouble()) / Math.Log(1 - (1 / MeanSize)));
}
