namespace ShiftEval.Metrics;

/// <summary>The exchange for metrics of counts and sums: what each group adds to one cell and takes from the other.</summary>
internal sealed class TallyExchange : GroupExchange
{
    private readonly ClassTally from;
    private readonly ClassTally to;
    private readonly List<int> start = [0];
    private readonly List<Gap> gaps = [];
    private readonly List<SampleSums> sumGaps = [];

    /// <summary>Takes two cells on the same samples and keeps the groups in which they differ.</summary>
    public TallyExchange(MetricDefinition metric, GroupTallies from, GroupTallies to)
        : base(metric, from, to)
    {
        this.from = from.Whole;
        this.to = to.Whole;
        ClassTally gap = new(to.Classes);
        for (int g = 0; g < to.Groups; g++)
        {
            AddGroup(from, to, g, gap);
        }
    }

    /// <inheritdoc/>
    public override int Groups => start.Count - 1;

    /// <inheritdoc/>
    public override Scratch CreateScratch() => new(Groups, to);

    /// <inheritdoc/>
    public override double Value(Scratch scratch)
    {
        from.Predicted.CopyTo(scratch.From.Predicted, 0);
        from.Hits.CopyTo(scratch.From.Hits, 0);
        to.Predicted.CopyTo(scratch.To.Predicted, 0);
        to.Hits.CopyTo(scratch.To.Hits, 0);
        SampleSums sums = default;
        for (int g = 0; g < Groups; g++)
        {
            if (!scratch.Exchanges(g))
            {
                continue;
            }

            sums += sumGaps[g];
            for (int i = start[g]; i < start[g + 1]; i++)
            {
                Gap gap = gaps[i];
                scratch.From.Predicted[gap.Class] += gap.Predicted;
                scratch.From.Hits[gap.Class] += gap.Hits;
                scratch.To.Predicted[gap.Class] -= gap.Predicted;
                scratch.To.Hits[gap.Class] -= gap.Hits;
            }
        }

        scratch.From.Sums = from.Sums + sums;
        scratch.To.Sums = to.Sums - sums;
        return Metric.Compute(scratch.To) - Metric.Compute(scratch.From);
    }

    private void AddGroup(GroupTallies from, GroupTallies to, int group, ClassTally gap)
    {
        SampleSums sums = to.SumsOf(group) - from.SumsOf(group);
        int before = gaps.Count;
        if (Metric.Basis == MetricBasis.Counts)
        {
            to.AddCounts(gap, group, 1);
            from.AddCounts(gap, group, -1);
            Collect(to.EntriesOf(group), gap);
            Collect(from.EntriesOf(group), gap);
        }

        if (gaps.Count > before || (Metric.Sum is { } sum && sum(sums) != 0))
        {
            sumGaps.Add(sums);
            start.Add(gaps.Count);
        }
    }

    private void Collect(ReadOnlySpan<GroupTallies.Entry> entries, ClassTally gap)
    {
        foreach (GroupTallies.Entry entry in entries)
        {
            int c = entry.Class;
            if (gap.Predicted[c] != 0 || gap.Hits[c] != 0)
            {
                gaps.Add(new Gap(c, (int)gap.Predicted[c], (int)gap.Hits[c]));
            }

            // Zeroed as it is read: a class in both groups is taken once, and the next group starts clean.
            gap.Predicted[c] = 0;
            gap.Hits[c] = 0;
        }
    }

    /// <summary>How a class's counts in one group differ, to − from.</summary>
    private readonly record struct Gap(int Class, int Predicted, int Hits);
}
