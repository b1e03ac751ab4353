using ShiftEval.Comparison.Results;
using ShiftEval.Comparison.Setup;
using ShiftEval.Datasets;

namespace ShiftEval.Comparison;

/// <summary>What results tell about the data of a run.</summary>
internal static class DataSummary
{
    public static DataResult Of(DataSetup data, IReadOnlyList<string> classes, IReadOnlyCollection<int> touched, IReadOnlyDictionary<int, string> unreadable)
    {
        Sample[] used = [.. touched.Order().Select(position => data.Splits.Samples[position])];
        return new DataResult
        {
            Sha256 = ContentHash.OfData(used),
            Samples = used.Length,
            Skipped = unreadable.Count,
            Unlabelled = used.Count(sample => sample.Label is null),
            Classes = classes,
            SplitRule = data.Splits.Rule,
            Domains = [.. data.Roles.Domains.Select(domain => Domain([.. data.Splits.Samples.Where(sample => sample.Domain == domain)], domain, data.Roles))],
            SkippedSamples = [.. unreadable.OrderBy(pair => pair.Key).Select(pair => new SkippedResult(data.Splits.Samples[pair.Key].Id, pair.Value))],
        };
    }

    /// <summary>One domain's samples.</summary>
    public static DomainResult Domain(IReadOnlyList<Sample> own, string domain, DomainRoles roles)
    {
        OrderedDictionary<string, int> classes = new(StringComparer.Ordinal);
        foreach (IGrouping<string, Sample> label in own.Where(sample => sample.Label is not null).GroupBy(sample => sample.Label!, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            classes[label.Key] = label.Count();
        }

        string role = roles.RoleOf(domain).ToString().ToLowerInvariant();
        return new DomainResult(domain, role, own.Count, own.Select(sample => sample.Group).Distinct(StringComparer.Ordinal).Count(), classes);
    }
}
