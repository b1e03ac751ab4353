namespace ShiftEval.Metrics;

/// <summary>Each group's sufficient statistics, sparse over classes, so that a resample is a weighted sum.</summary>
internal sealed class GroupTallies
{
    private readonly int[] start;
    private readonly Entry[] entries;
    private readonly int[] samples;
    private readonly double[] negativeLogLikelihood;

    /// <summary>Reduces a cell to its groups.</summary>
    public GroupTallies(ScoredSamples cell)
    {
        Classes = cell.Classes;
        Groups = cell.Groups;
        start = new int[Groups + 1];
        samples = new int[Groups];
        negativeLogLikelihood = new double[Groups];
        entries = Reduce(cell);
        Whole = new ClassTally(Classes);
        for (int g = 0; g < Groups; g++)
        {
            AddCounts(Whole, g, 1);
            Whole.NegativeLogLikelihood += negativeLogLikelihood[g];
        }
    }

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>Number of groups.</summary>
    public int Groups { get; }

    /// <summary>All groups once.</summary>
    public ClassTally Whole { get; }

    /// <summary>The group's classes: those of its truths and of its predictions.</summary>
    public ReadOnlySpan<Entry> EntriesOf(int group) => entries.AsSpan(start[group], start[group + 1] - start[group]);

    /// <summary>The group's summed negative log-likelihood.</summary>
    public double NegativeLogLikelihoodOf(int group) => negativeLogLikelihood[group];

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
                tally.NegativeLogLikelihood += multiplicity[g] * negativeLogLikelihood[g];
            }
        }
    }

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
        tally.NegativeLogLikelihood = Whole.NegativeLogLikelihood - negativeLogLikelihood[group];
    }

    /// <summary>Adds a group's counts, not its likelihood, <paramref name="weight"/> times.</summary>
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
                negativeLogLikelihood[g] += cell.NegativeLogLikelihood[rows[row]];
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
