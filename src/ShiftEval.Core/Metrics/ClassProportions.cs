namespace ShiftEval.Metrics;

/// <summary>Sensitivity, specificity and predictive values of every class.</summary>
internal static class ClassProportions
{
    /// <summary>One entry a class, in their order.</summary>
    public static IReadOnlyList<ClassMetrics> Of(GroupTallies tallies, double confidence)
    {
        List<(int Group, GroupTallies.Entry Entry)>[] byClass = [.. Enumerable.Range(0, tallies.Classes).Select(_ => new List<(int, GroupTallies.Entry)>())];
        for (int g = 0; g < tallies.Groups; g++)
        {
            foreach (GroupTallies.Entry entry in tallies.EntriesOf(g))
            {
                byClass[entry.Class].Add((g, entry));
            }
        }

        bool independent = tallies.Cell.IsOneSamplePerGroup;
        GroupTallies.Entry[] groups = new GroupTallies.Entry[tallies.Groups];
        return [.. byClass.Select(OfClass)];

        ClassMetrics OfClass(List<(int Group, GroupTallies.Entry Entry)> entries, int index)
        {
            Array.Fill(groups, new GroupTallies.Entry(index, 0, 0, 0));
            foreach ((int group, GroupTallies.Entry entry) in entries)
            {
                groups[group] = entry;
            }

            return new ClassMetrics(
                Share((own, _) => (own.Hits, own.Support), "the class does not occur in the labels"),
                Share((own, n) => (n - own.Support - own.Predicted + own.Hits, n - own.Support), "no other class occurs in the labels"),
                Share((own, _) => (own.Hits, own.Predicted), "the class is never predicted"),
                Share((own, n) => (n - own.Support - own.Predicted + own.Hits, n - own.Predicted), "no other class is ever predicted"));
        }

        MetricValue Share(Func<GroupTallies.Entry, int, (long Hits, long Trials)> of, string withoutTrials) => ProportionInterval.Of(
            groups.Select((own, g) => of(own, tallies.SamplesOf(g))),
            independent,
            confidence,
            tallies.Whole.Samples == 0 ? MetricEvaluator.NoSamples : withoutTrials);
    }
}
