using ShiftEval.Diagnostics;

namespace ShiftEval.Datasets;

/// <summary>What must hold for a data set as a whole.</summary>
internal static class DatasetChecks
{
    /// <summary>The same image twice would count twice, and could be estimated from and scored.</summary>
    public static void FindDuplicates(string origin, IReadOnlyList<Sample> samples, ProblemList problems)
    {
        Dictionary<string, Sample> first = new(samples.Count, StringComparer.Ordinal);
        Listing duplicates = new();
        foreach (Sample sample in samples)
        {
            if (!first.TryAdd(sample.Path, sample))
            {
                duplicates.Add($"{sample.Id} (line {first[sample.Path].RowNumber} and line {sample.RowNumber})");
            }
        }

        if (duplicates.Count > 0)
        {
            problems.Add(origin, $"{duplicates.Counted("row names", "rows name")} an image of an earlier row: {duplicates}", "Keep one row per image");
        }
    }

    /// <summary>Looks for every image file, many at a time, since a network file system answers each slowly.</summary>
    public static void FindMissingFiles(string origin, IReadOnlyList<Sample> samples, string remedy, ProblemList problems)
    {
        bool[] present = new bool[samples.Count];
        Parallel.For(0, samples.Count, i => present[i] = IsFile(samples[i].Path));
        Listing missing = new();
        for (int i = 0; i < present.Length; i++)
        {
            if (!present[i])
            {
                missing.Add(samples[i].RowNumber > 0 ? $"{samples[i].Id} (line {samples[i].RowNumber})" : samples[i].Id);
            }
        }

        if (missing.Count > 0)
        {
            problems.Add(origin, $"{missing.Counted("image does", "images do")} not exist: {missing}", remedy);
        }
    }

    /// <summary>A group in adapt and test of a domain is a problem; one in train and test deserves a warning.</summary>
    public static void FindGroupsAcrossSplits(string origin, IReadOnlyList<Sample> samples, ProblemList problems, List<Warning> warnings)
    {
        IEnumerable<IGrouping<string, Sample>> domains = samples.GroupBy(sample => sample.Domain, StringComparer.Ordinal);
        foreach (IGrouping<string, Sample> domain in domains.OrderBy(domain => domain.Key, StringComparer.Ordinal))
        {
            ILookup<Split?, string> groups = domain.ToLookup(sample => sample.Split, sample => sample.Group);
            Listing adaptAndTest = Common(groups[Split.Adapt], groups[Split.Test]);
            if (adaptAndTest.Count > 0)
            {
                problems.Add(
                    $"{origin}, domain '{domain.Key}'",
                    $"{adaptAndTest.Counted("group is", "groups are")} in both adapt and test: {adaptAndTest}",
                    "Give all rows of a group the same split");
            }

            Listing trainAndTest = Common(groups[Split.Train], groups[Split.Test]);
            if (trainAndTest.Count > 0)
            {
                warnings.Add(new Warning(
                    "group-in-train-and-test",
                    $"{trainAndTest.Counted("group", "groups")} of domain '{domain.Key}' in both train and test: {trainAndTest}. "
                        + "Its test figures flatter the model.",
                    domain.Key));
            }
        }
    }

    private static Listing Common(IEnumerable<string> left, IEnumerable<string> right)
    {
        Listing common = new();
        foreach (string group in left.Intersect(right, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            common.Add(group);
        }

        return common;
    }

    /// <summary>A link to nowhere exists by itself, so its target is asked.</summary>
    private static bool IsFile(string path)
    {
        FileInfo file = new(path);
        return file.Exists && (!file.Attributes.HasFlag(FileAttributes.ReparsePoint) || TargetExists(file));
    }

    private static bool TargetExists(FileInfo link)
    {
        try
        {
            return link.ResolveLinkTarget(returnFinalTarget: true) is { Exists: true };
        }
        catch (IOException)
        {
            return false;
        }
    }
}
