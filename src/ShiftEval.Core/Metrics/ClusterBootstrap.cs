using System.Globalization;

namespace ShiftEval.Metrics;

/// <summary>The bootstrap over groups: whole groups are drawn with replacement, as many as there are.</summary>
internal static class ClusterBootstrap
{
    /// <summary>The reason given where a single group leaves nothing to resample.</summary>
    public const string OneGroup = "there is only one group";

    private const int Stream = 1;
    private const int Draws = 10;
    private const double RedrawnShare = 0.05;

    /// <summary>The interval of each metric or difference of <paramref name="statistic"/>.</summary>
    public static Limits[] Intervals(GroupStatistic statistic, MetricOptions options, CancellationToken cancellation = default)
    {
        if (statistic.Groups < 2)
        {
            return [.. statistic.Metrics.Select(_ => Limits.None(OneGroup))];
        }

        (double[][] replicates, int redrawn) = Replicates(statistic, options, cancellation);
        double[][]? jackknife = options.Bootstrap == BootstrapInterval.Bca ? statistic.Jackknife(options.Parallelism(cancellation)) : null;
        FormattableString lacking = $"{redrawn} of {options.Resamples} resamples lacked a class, which too few groups have";
        return [.. statistic.Metrics.Select((metric, m) => metric.NeedsEveryClass && redrawn > RedrawnShare * options.Resamples
            ? Limits.None(lacking.ToString(CultureInfo.InvariantCulture))
            : jackknife is null ? PercentileInterval.Compute(replicates[m], options.Confidence, statistic.Scales[m])
            : BcaInterval.Compute(statistic.Estimates[m], replicates[m], jackknife[m], options.Confidence, statistic.Scales[m]))];
    }

    /// <summary>The replicates of each metric, shape [metrics][resamples], and how many lacked a class and were drawn again.</summary>
    /// <remarks>All metrics see the same resamples; those drawn again go to the metrics that need every class, the first draws to the others.</remarks>
    public static (double[][] Values, int Redrawn) Replicates(GroupStatistic statistic, MetricOptions options, CancellationToken cancellation = default)
    {
        double[][] values = [.. statistic.Metrics.Select(_ => new double[options.Resamples])];
        int redrawn = 0;
        int batches = (options.Resamples + ResampleBatch.Lanes - 1) / ResampleBatch.Lanes;
        Parallel.For(
            0,
            batches,
            options.Parallelism(cancellation),
            statistic.CreateBatch,
            (index, _, batch) =>
            {
                Interlocked.Add(ref redrawn, Replicate(statistic, options, index * ResampleBatch.Lanes, batch, values));
                return batch;
            },
            _ => { });
        return (values, redrawn);
    }

    /// <summary>The replicates from <paramref name="first"/> on that a batch holds; returns how many of them were drawn again.</summary>
    private static int Replicate(GroupStatistic statistic, MetricOptions options, int first, ResampleBatch batch, double[][] values)
    {
        batch.Count = Math.Min(ResampleBatch.Lanes, options.Resamples - first);
        Span<CounterRandom> randoms = stackalloc CounterRandom[ResampleBatch.Lanes];
        Span<bool> complete = stackalloc bool[ResampleBatch.Lanes];
        int redrawn = 0;
        for (int lane = 0; lane < batch.Count; lane++)
        {
            randoms[lane] = new CounterRandom(options.Seed, Stream, first + lane);
            complete[lane] = Draw(statistic, ref randoms[lane], batch.Scratches[lane]);
        }

        Store(statistic, first, batch, values, everyClass: false);
        for (int lane = 0; lane < batch.Count; lane++)
        {
            redrawn += complete[lane] ? 0 : 1;
            for (int draw = 1; !complete[lane] && draw < Draws; draw++)
            {
                complete[lane] = Draw(statistic, ref randoms[lane], batch.Scratches[lane]);
            }
        }

        Store(statistic, first, batch, values, everyClass: true);
        return redrawn;
    }

    private static void Store(GroupStatistic statistic, int first, ResampleBatch batch, double[][] values, bool everyClass)
    {
        statistic.Rank(batch, metric => metric.NeedsEveryClass == everyClass);
        for (int m = 0; m < values.Length; m++)
        {
            for (int lane = 0; lane < batch.Count && statistic.Metrics[m].NeedsEveryClass == everyClass; lane++)
            {
                values[m][first + lane] = statistic.Value(m, batch.Scratches[lane]);
            }
        }
    }

    private static bool Draw(GroupStatistic statistic, ref CounterRandom random, GroupStatistic.Scratch scratch)
    {
        int[] multiplicity = scratch.Multiplicity;
        Array.Clear(multiplicity);
        for (int i = 0; i < multiplicity.Length; i++)
        {
            multiplicity[random.Below(multiplicity.Length)]++;
        }

        return statistic.Sum(scratch);
    }
}
