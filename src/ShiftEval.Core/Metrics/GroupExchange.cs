namespace ShiftEval.Metrics;

/// <summary>A metric's difference between two cells as a function of which groups exchange their predictions.</summary>
internal sealed class GroupExchange
{
    private const double Rounding = 1e-12;

    private readonly MetricDefinition metric;
    private readonly ClassTally from;
    private readonly ClassTally to;
    private readonly List<int> start = [0];
    private readonly List<Gap> gaps = [];
    private readonly List<double> likelihoodGaps = [];
    private readonly double threshold;

    /// <summary>Takes two cells on the same samples and keeps the groups in which they differ.</summary>
    public GroupExchange(MetricDefinition metric, GroupTallies from, GroupTallies to)
    {
        this.metric = metric;
        this.from = from.Whole;
        this.to = to.Whole;
        double fromValue = metric.Compute(from.Whole);
        double toValue = metric.Compute(to.Whole);
        threshold = Math.Abs(toValue - fromValue) - (Rounding * Math.Max(Math.Abs(fromValue), Math.Abs(toValue)));
        ClassTally gap = new(to.Classes);
        for (int g = 0; g < to.Groups; g++)
        {
            AddGroup(from, to, g, gap);
        }
    }

    /// <summary>Number of groups in which the cells differ as far as the metric sees.</summary>
    public int Groups => start.Count - 1;

    /// <summary>Room for one thread.</summary>
    public Scratch CreateScratch()
    {
        int classes = to.Support.Length;
        Scratch scratch = new(new ulong[Math.Max(1, (Groups + 63) / 64)], new ClassTally(classes), new ClassTally(classes));
        foreach ((ClassTally tally, ClassTally whole) in ((ClassTally, ClassTally)[])[(scratch.From, from), (scratch.To, to)])
        {
            whole.Support.CopyTo(tally.Support, 0);
            tally.Samples = whole.Samples;
        }

        return scratch;
    }

    /// <summary>The difference after the exchange of the groups whose bit is set.</summary>
    public double Value(Scratch scratch)
    {
        from.Predicted.CopyTo(scratch.From.Predicted, 0);
        from.Hits.CopyTo(scratch.From.Hits, 0);
        to.Predicted.CopyTo(scratch.To.Predicted, 0);
        to.Hits.CopyTo(scratch.To.Hits, 0);
        double likelihood = 0;
        for (int g = 0; g < Groups; g++)
        {
            if ((scratch.Exchanged[g >> 6] >> (g & 63) & 1) == 0)
            {
                continue;
            }

            likelihood += likelihoodGaps[g];
            for (int i = start[g]; i < start[g + 1]; i++)
            {
                Gap gap = gaps[i];
                scratch.From.Predicted[gap.Class] += gap.Predicted;
                scratch.From.Hits[gap.Class] += gap.Hits;
                scratch.To.Predicted[gap.Class] -= gap.Predicted;
                scratch.To.Hits[gap.Class] -= gap.Hits;
            }
        }

        scratch.From.NegativeLogLikelihood = from.NegativeLogLikelihood + likelihood;
        scratch.To.NegativeLogLikelihood = to.NegativeLogLikelihood - likelihood;
        return metric.Compute(scratch.To) - metric.Compute(scratch.From);
    }

    /// <summary>Whether the difference after the exchange is at least as far from 0 as that observed.</summary>
    public bool IsExtreme(Scratch scratch) => Math.Abs(Value(scratch)) >= threshold;

    private void AddGroup(GroupTallies from, GroupTallies to, int group, ClassTally gap)
    {
        if (metric.UsesLikelihood)
        {
            double difference = to.NegativeLogLikelihoodOf(group) - from.NegativeLogLikelihoodOf(group);
            if (difference != 0)
            {
                likelihoodGaps.Add(difference);
                start.Add(gaps.Count);
            }

            return;
        }

        to.AddCounts(gap, group, 1);
        from.AddCounts(gap, group, -1);
        int before = gaps.Count;
        Collect(to.EntriesOf(group), gap);
        Collect(from.EntriesOf(group), gap);
        if (gaps.Count > before)
        {
            likelihoodGaps.Add(0);
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

    /// <summary>What one thread works in; bit g of <paramref name="Exchanged"/> says whether group g exchanges.</summary>
    internal sealed record Scratch(ulong[] Exchanged, ClassTally From, ClassTally To);
}
