namespace ShiftEval.Metrics;

/// <summary>The exchange for metrics of the scores' order: both cells in one order, and each group counts in one of the two.</summary>
internal sealed class RankedExchange : GroupExchange
{
    private readonly GroupTallies both;
    private readonly ClassTally whole;
    private readonly int groups;
    private readonly int[] differing;

    /// <summary>Takes two cells on the same samples.</summary>
    public RankedExchange(MetricDefinition metric, GroupTallies from, GroupTallies to)
        : base(metric, from, to)
    {
        groups = to.Groups;
        whole = to.Whole;
        both = new GroupTallies(Joined(from.Cell, to.Cell));
        differing = Differing(from.Cell, to.Cell);
    }

    /// <inheritdoc/>
    public override int Groups => differing.Length;

    /// <inheritdoc/>
    public override Scratch CreateScratch() => new RankedScratch(Groups, whole, 2 * groups);

    /// <inheritdoc/>
    public override double Value(Scratch scratch)
    {
        RankedScratch own = (RankedScratch)scratch;
        own.InFrom.AsSpan(0, groups).Fill(1);
        own.InFrom.AsSpan(groups).Clear();
        for (int i = 0; i < differing.Length; i++)
        {
            if (scratch.Exchanges(i))
            {
                own.InFrom[differing[i]] = 0;
                own.InFrom[groups + differing[i]] = 1;
            }
        }

        for (int g = 0; g < own.InTo.Length; g++)
        {
            own.InTo[g] = 1 - own.InFrom[g];
        }

        both.Rank(scratch.From, Metric.Basis, own.InFrom);
        both.Rank(scratch.To, Metric.Basis, own.InTo);
        return Metric.Compute(scratch.To) - Metric.Compute(scratch.From);
    }

    /// <summary>The samples of both cells; group g of the second is group G + g.</summary>
    private static ScoredSamples Joined(ScoredSamples from, ScoredSamples to) => new(
        [.. from.Truth, .. to.Truth],
        [.. from.Predicted, .. to.Predicted],
        [.. from.Probabilities, .. to.Probabilities],
        [.. from.Group, .. to.Group.ToArray().Select(group => from.Groups + group)],
        to.Classes);

    private static int[] Differing(ScoredSamples from, ScoredSamples to)
    {
        bool[] differs = new bool[to.Groups];
        for (int i = 0; i < to.Count; i++)
        {
            int row = i * to.Classes;
            differs[to.Group[i]] |= from.Predicted[i] != to.Predicted[i]
                || !from.Probabilities.Slice(row, to.Classes).SequenceEqual(to.Probabilities.Slice(row, to.Classes));
        }

        return [.. Enumerable.Range(0, to.Groups).Where(g => differs[g])];
    }

    private sealed class RankedScratch(int groups, ClassTally whole, int weights) : Scratch(groups, whole)
    {
        public int[] InFrom { get; } = new int[weights];

        public int[] InTo { get; } = new int[weights];
    }
}
