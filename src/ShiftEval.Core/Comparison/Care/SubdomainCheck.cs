using ShiftEval.Datasets;
using ShiftEval.Diagnostics;

namespace ShiftEval.Comparison.Care;

/// <summary>Warns where the images that one set of statistics comes from were made in several ways.</summary>
/// <remarks>Mixed domains undo what per-domain statistics win (ImageNet-C: 82.0 source error, 68.6 by domain, 82.5 mixed).</remarks>
internal static class SubdomainCheck
{
    private const double LeastShare = 0.05;
    private static readonly string[] Columns = ["source", "site", "lab", "hospital", "center", "centre", "scanner", "stain", "device", "machine", "manufacturer", "vendor", "microscope", "camera"];

    public static IEnumerable<Warning> Of(IReadOnlyList<Sample> samples)
    {
        foreach (string column in samples.SelectMany(sample => sample.Columns.Keys).Distinct(StringComparer.Ordinal).Where(name => Columns.Contains(name.ToLowerInvariant(), StringComparer.Ordinal)))
        {
            foreach (IGrouping<string, Sample> domain in samples.GroupBy(sample => sample.Domain, StringComparer.Ordinal))
            {
                string[] values = [.. domain
                    .Select(sample => sample.Columns.GetValueOrDefault(column) ?? "")
                    .Where(value => value.Length > 0)
                    .GroupBy(value => value, StringComparer.Ordinal)
                    .Where(value => value.Count() >= LeastShare * domain.Count())
                    .Select(value => value.Key)
                    .Order(StringComparer.Ordinal)];
                if (values.Length > 1)
                {
                    yield return new Warning(
                        "mixed-subdomains",
                        $"the images adapted to are of {values.Length} kinds by the column {column} ({string.Join(", ", values.Take(4))}{(values.Length > 4 ? ", …" : "")}): one set of statistics fits none of them well where they differ; see --domain-column {column}.",
                        domain.Key);
                }
            }
        }
    }
}
