namespace ShiftEval.Metrics;

/// <summary>The permutation test of paired, clustered samples: without a difference, any group might exchange its two predictions.</summary>
internal static class SignFlipTest
{
    private const int Stream = 2;
    private const long MostSteps = 1_000_000_000;

    /// <summary>The exact two-sided p of a sum of whole numbers under all 2^G sign changes.</summary>
    /// <param name="differences">Each group's difference.</param>
    /// <returns>The share of sign changes whose sum is at least as far from 0; null where that takes too many steps.</returns>
    /// <remarks>The sum's distribution is built up group by group, and with differences of ±1 this is McNemar's exact test.</remarks>
    public static double? ExactP(ReadOnlySpan<int> differences)
    {
        long observed = 0;
        long reach = 0;
        long steps = 0;
        foreach (int difference in differences)
        {
            observed += difference;
            reach += Math.Abs((long)difference);
            steps += difference == 0 ? 0 : (2 * reach) + 1;
        }

        if (steps > MostSteps)
        {
            return null;
        }

        double[] share = new double[(2 * reach) + 1];
        double[] next = new double[share.Length];
        long centre = reach;
        share[centre] = 1;
        reach = 0;
        foreach (int difference in differences)
        {
            if (difference == 0)
            {
                continue;
            }

            Array.Clear(next, (int)(centre - reach - Math.Abs(difference)), (int)((2 * (reach + Math.Abs(difference))) + 1));
            for (long sum = centre - reach; sum <= centre + reach; sum++)
            {
                double half = share[sum] / 2;
                next[sum - difference] += half;
                next[sum + difference] += half;
            }

            reach += Math.Abs(difference);
            (share, next) = (next, share);
        }

        double tails = 0;
        for (long distance = reach; distance >= Math.Max(1, Math.Abs(observed)); distance--)
        {
            tails += share[centre - distance] + share[centre + distance];
        }

        // A share too small for a double is still not 0.
        return observed == 0 ? 1 : Math.Clamp(tails, double.Epsilon, 1);
    }

    /// <summary>Two-sided p of a metric's difference when groups exchange their two predictions.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="from">First cell, not empty.</param>
    /// <param name="to">Second cell; same truth and groups.</param>
    /// <param name="options">Seed and threads.</param>
    /// <param name="draws">Random exchanges; where all exchanges are no more than these, all are taken instead.</param>
    /// <param name="cancellation">Ends the draws.</param>
    /// <returns>(1 + extreme draws)/(1 + draws), or the share of extreme ones among all 2^G.</returns>
    public static double PermutationP(MetricDefinition metric, GroupTallies from, GroupTallies to, MetricOptions options, int draws, CancellationToken cancellation = default)
    {
        GroupExchange exchange = GroupExchange.Of(metric, from, to);

        // Groups with equal predictions change nothing when exchanged, so only the others need enumerating.
        bool all = exchange.Groups < 31 && 1 << exchange.Groups <= draws;
        int count = all ? 1 << exchange.Groups : draws;
        long extreme = 0;
        Parallel.For(
            0,
            count,
            options.Parallelism(cancellation),
            () => (Scratch: exchange.CreateScratch(), Extreme: 0L),
            (draw, _, local) =>
            {
                if (all)
                {
                    local.Scratch.Exchanged[0] = (ulong)draw;
                }
                else
                {
                    CounterRandom random = new(options.Seed, Stream, draw);
                    foreach (ref ulong word in local.Scratch.Exchanged.AsSpan())
                    {
                        word = random.Next();
                    }
                }

                return local with { Extreme = local.Extreme + (exchange.IsExtreme(local.Scratch) ? 1 : 0) };
            },
            local => Interlocked.Add(ref extreme, local.Extreme));
        return all ? (double)extreme / count : (1.0 + extreme) / (1.0 + count);
    }
}
