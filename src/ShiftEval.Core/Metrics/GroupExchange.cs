namespace ShiftEval.Metrics;

/// <summary>A metric's difference between two cells as a function of which groups exchange their predictions.</summary>
internal abstract class GroupExchange
{
    private const double Rounding = 1e-12;

    private readonly double threshold;

    protected GroupExchange(MetricDefinition metric, GroupTallies from, GroupTallies to)
    {
        Metric = metric;
        double fromValue = from.Estimate(metric);
        double toValue = to.Estimate(metric);
        threshold = Math.Abs(toValue - fromValue) - (Rounding * Math.Max(Math.Abs(fromValue), Math.Abs(toValue)));
    }

    /// <summary>Number of groups in which the cells differ as far as the metric sees.</summary>
    public abstract int Groups { get; }

    /// <summary>The metric.</summary>
    protected MetricDefinition Metric { get; }

    /// <summary>Takes two cells on the same samples, in the way that suits the metric.</summary>
    public static GroupExchange Of(MetricDefinition metric, GroupTallies from, GroupTallies to) =>
        metric.IsRanked ? new RankedExchange(metric, from, to) : new TallyExchange(metric, from, to);

    /// <summary>Room for one thread.</summary>
    public abstract Scratch CreateScratch();

    /// <summary>The difference after the exchange of the groups whose bit is set.</summary>
    public abstract double Value(Scratch scratch);

    /// <summary>Whether the difference after the exchange is at least as far from 0 as that observed; so too where it is not defined.</summary>
    public bool IsExtreme(Scratch scratch) => !(Math.Abs(Value(scratch)) < threshold);

    /// <summary>Two tallies with the samples and truths of a cell, which no exchange changes.</summary>
    protected static (ClassTally From, ClassTally To) Tallies(ClassTally whole)
    {
        ClassTally from = new(whole.Support.Length) { Samples = whole.Samples };
        ClassTally to = new(whole.Support.Length) { Samples = whole.Samples };
        whole.Support.CopyTo(from.Support, 0);
        whole.Support.CopyTo(to.Support, 0);
        return (from, to);
    }

    /// <summary>What one thread works in; bit g of <see cref="Exchanged"/> says whether the g-th differing group exchanges.</summary>
    /// <param name="groups">Number of differing groups.</param>
    /// <param name="whole">The tally of either cell.</param>
    internal class Scratch(int groups, ClassTally whole)
    {
        private readonly (ClassTally From, ClassTally To) tallies = Tallies(whole);

        /// <summary>A bit a group.</summary>
        public ulong[] Exchanged { get; } = new ulong[Math.Max(1, (groups + 63) / 64)];

        /// <summary>The first cell after the exchange.</summary>
        public ClassTally From => tallies.From;

        /// <summary>The second cell after the exchange.</summary>
        public ClassTally To => tallies.To;

        /// <summary>Whether a group exchanges.</summary>
        public bool Exchanges(int group) => (Exchanged[group >> 6] >> (group & 63) & 1) != 0;
    }
}
