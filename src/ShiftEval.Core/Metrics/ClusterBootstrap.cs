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
        Parallel.For(
            0,
            options.Resamples,
            options.Parallelism(cancellation),
            statistic.CreateScratch,
            (replicate, _, scratch) =>
            {
                CounterRandom random = new(options.Seed, Stream, replicate);
                bool complete = Draw(statistic, ref random, scratch);
                Store(everyClass: false);
                if (!complete)
                {
                    Interlocked.Increment(ref redrawn);
                }

                for (int draw = 1; !complete && draw < Draws; draw++)
                {
                    complete = Draw(statistic, ref random, scratch);
                }

                Store(everyClass: true);
                return scratch;

                void Store(bool everyClass)
                {
                    statistic.Rank(scratch, metric => metric.NeedsEveryClass == everyClass);
                    for (int m = 0; m < values.Length; m++)
                    {
                        if (statistic.Metrics[m].NeedsEveryClass == everyClass)
                        {
                            values[m][replicate] = statistic.Value(m, scratch);
                        }
                    }
                }
            },
            _ => { });
        return (values, redrawn);
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
