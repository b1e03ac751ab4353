namespace ShiftEval.Metrics;

/// <summary>Each group's sufficient statistics, sparse over classes, so that a resample is a weighted sum; and the samples in order of their scores.</summary>
internal sealed class GroupTallies
{
    private readonly int[] start;
    private readonly Entry[] entries;
    private readonly int[] samples;
    private readonly SampleSums[] sums;
    private readonly Lazy<ClassRanking> classRanking;
    private readonly Lazy<ConfidenceRanking> confidenceRanking;

    /// <summary>Reduces a cell to its groups.</summary>
    public GroupTallies(ScoredSamples cell)
    {
        Cell = cell;
        Classes = cell.Classes;
        Groups = cell.Groups;
        start = new int[Groups + 1];
        samples = new int[Groups];
        sums = new SampleSums[Groups];
        classRanking = new Lazy<ClassRanking>(() => new ClassRanking(cell));
        confidenceRanking = new Lazy<ConfidenceRanking>(() => new ConfidenceRanking(cell));
        entries = Reduce(cell);
        Whole = new ClassTally(Classes);
        for (int g = 0; g < Groups; g++)
        {
            AddCounts(Whole, g, 1);
            Whole.Sums += sums[g];
        }
    }

    /// <summary>The cell itself.</summary>
    public ScoredSamples Cell { get; }

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>Number of groups.</summary>
    public int Groups { get; }

    /// <summary>All groups once.</summary>
    public ClassTally Whole { get; }

    /// <summary>The group's classes: those of its truths and of its predictions.</summary>
    public ReadOnlySpan<Entry> EntriesOf(int group) => entries.AsSpan(start[group], start[group + 1] - start[group]);

    /// <summary>The group's number of samples.</summary>
    public int SamplesOf(int group) => samples[group];

    /// <summary>The group's sums over its samples.</summary>
    public SampleSums SumsOf(int group) => sums[group];

    /// <summary>A metric of all groups once; NaN where it is not defined.</summary>
    public double Estimate(MetricDefinition metric)
    {
        if (metric.NeedsProbabilities && !Cell.HasProbabilities)
        {
            return double.NaN;
        }

        if (metric.IsRanked)
        {
            int[] once = new int[Groups];
            Array.Fill(once, 1);
            Rank(Whole, metric.Basis, once);
        }

        return metric.Compute(Whole);
    }

    /// <summary>Replaces <paramref name="tally"/> by the sum of the groups, each as often as it was drawn.</summary>
    /// <param name="tally">Receives the sum.</param>
    /// <param name="multiplicity">How often each group was drawn, shape [G].</param>
    public void Sum(ClassTally tally, ReadOnlySpan<int> multiplicity)
    {
        tally.Clear();
        for (int g = 0; g < multiplicity.Length; g++)
        {
            if (multiplicity[g] > 0)
            {
                AddCounts(tally, g, multiplicity[g]);
                tally.Sums += multiplicity[g] * sums[g];
            }
        }
    }

    /// <summary>Adds to a tally what a metric takes from the order of the scores.</summary>
    /// <param name="tally">Holds the sum of the groups by <paramref name="multiplicity"/>; nothing is added for a metric of counts or sums.</param>
    /// <param name="basis">What the metric follows from.</param>
    /// <param name="multiplicity">How often each group counts, shape [G].</param>
    public void Rank(ClassTally tally, MetricBasis basis, ReadOnlySpan<int> multiplicity)
    {
        switch (basis)
        {
            case MetricBasis.ClassRanking:
                classRanking.Value.Measure(tally, multiplicity);
                break;
            case MetricBasis.ConfidenceRanking:
                confidenceRanking.Value.Measure(tally, multiplicity);
                break;
            default:
                break;
        }
    }

    /// <summary>Adds to the tallies of several resamples what metrics take from the order of each class's scores.</summary>
    /// <param name="tallies">One a resample, as many as are in use.</param>
    /// <param name="multiplicity">How often each group counts in each resample, shape [G][<see cref="ResampleBatch.Lanes"/>].</param>
    public void RankClasses(ReadOnlySpan<ClassTally> tallies, ReadOnlySpan<int> multiplicity) => classRanking.Value.Measure(tallies, multiplicity);

    /// <summary>The reliability diagram of all samples; empty where there are no probabilities.</summary>
    public IReadOnlyList<ReliabilityBin> Reliability() => Cell.HasProbabilities ? confidenceRanking.Value.Diagram() : [];

    /// <summary>Makes <paramref name="tally"/> all groups but one.</summary>
    /// <param name="tally">Holds all groups, or all but <paramref name="restored"/>.</param>
    /// <param name="group">The group to leave out.</param>
    /// <param name="restored">The group left out before; negative for none.</param>
    public void LeaveOut(ClassTally tally, int group, int restored)
    {
        if (restored >= 0)
        {
            AddCounts(tally, restored, 1);
        }

        AddCounts(tally, group, -1);
        tally.Sums = Whole.Sums - sums[group];
    }

    /// <summary>Adds a group's counts, not its sums, <paramref name="weight"/> times.</summary>
    public void AddCounts(ClassTally tally, int group, int weight)
    {
        foreach (ref readonly Entry entry in EntriesOf(group))
        {
            tally.Support[entry.Class] += (long)weight * entry.Support;
            tally.Predicted[entry.Class] += (long)weight * entry.Predicted;
            tally.Hits[entry.Class] += (long)weight * entry.Hits;
        }

        tally.Samples += (long)weight * samples[group];
    }

    private Entry[] Reduce(ScoredSamples cell)
    {
        int[] rows = Enumerable.Range(0, cell.Count).ToArray();
        Array.Sort(cell.Group.ToArray(), rows);
        List<Entry> all = new(Math.Min(2 * cell.Count, 1 << 16));
        int[] slot = new int[Classes];
        Array.Fill(slot, -1);
        int row = 0;
        for (int g = 0; g < Groups; g++)
        {
            // Sorting the rows by index within a group keeps the sum's order, and so its last digit, that of the samples.
            int end = row;
            while (end < rows.Length && cell.Group[rows[end]] == g)
            {
                end++;
            }

            Array.Sort(rows, row, end - row);
            for (; row < end; row++)
            {
                int truth = cell.Truth[rows[row]];
                int predicted = cell.Predicted[rows[row]];
                Entry ofTruth = all[SlotOf(truth)];
                all[slot[truth]] = ofTruth with { Support = ofTruth.Support + 1, Hits = ofTruth.Hits + (truth == predicted ? 1 : 0) };
                Entry ofPrediction = all[SlotOf(predicted)];
                all[slot[predicted]] = ofPrediction with { Predicted = ofPrediction.Predicted + 1 };
                samples[g]++;
                sums[g] += cell.SumsOf(rows[row]);
            }

            start[g + 1] = all.Count;
            for (int i = start[g]; i < all.Count; i++)
            {
                slot[all[i].Class] = -1;
            }
        }

        return [.. all];

        int SlotOf(int c)
        {
            if (slot[c] < 0)
            {
                slot[c] = all.Count;
                all.Add(new Entry(c, 0, 0, 0));
            }

            return slot[c];
        }
    }

    /// <summary>One class's share in a group.</summary>
    internal readonly record struct Entry(int Class, int Support, int Predicted, int Hits);
}
