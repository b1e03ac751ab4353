using ShiftEval.Comparison.Setup;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Comparison;

/// <summary>The specs of a run, expanded and checked against data and models before anything runs.</summary>
internal static class SpecPlan
{
    /// <summary>Expands <c>from=*</c>, and takes <c>precise</c> out of a default list where there are no source images.</summary>
    public static IReadOnlyList<StatisticsSpec> Expand(IReadOnlyList<StatisticsSpec> specs, bool isDefault, DataSetup data, List<Warning> warnings, ProblemList problems)
    {
        List<StatisticsSpec> expanded = [];
        foreach (StatisticsSpec spec in specs)
        {
            if (spec is { Head: SpecHead.From, Name: null })
            {
                string[] domains = [.. data.Dataset.Domains.Where(domain => HasImages(spec, data, domain))];
                if (domains.Length == 0)
                {
                    problems.Add($"--statistics {spec.Text}", "no domain has images to adapt to", "Give some rows the split adapt or train");
                }

                expanded.AddRange(domains.Select(domain => Named(spec, domain)));
            }
            else if (isDefault && spec.Head == SpecHead.Precise && data.Roles.Sources.Count == 0)
            {
                warnings.Add(new Warning("precise-left-out", "No domain is known to be a source domain, so precise is left out; name them with --source."));
            }
            else if (isDefault && spec.Head == SpecHead.Precise && !data.Roles.Sources.Any(domain => HasImages(spec, data, domain)))
            {
                warnings.Add(new Warning("precise-left-out", $"The source domains {string.Join(", ", data.Roles.Sources)} have no train or adapt images, so precise is left out."));
            }
            else
            {
                expanded.Add(spec);
            }
        }

        return [.. expanded.DistinctBy(spec => spec.Canonical, StringComparer.Ordinal)];
    }

    /// <summary>Names every spec that the data cannot serve.</summary>
    public static void Check(IReadOnlyList<StatisticsSpec> specs, DataSetup data, long seed, ProblemList problems)
    {
        HashSet<Problem> told = [];
        foreach (StatisticsSpec spec in specs.Where(spec => spec.NeedsImages))
        {
            if (spec is { Head: SpecHead.From, Name: { } name } && !data.Dataset.Domains.Contains(name, StringComparer.Ordinal))
            {
                problems.Add($"--statistics {spec.Text}", $"there is no domain {name}", $"Known domains, nearest first: {NearestNames.Describe(name, data.Dataset.Domains)}");
                continue;
            }

            ProblemList own = new();
            foreach (string domain in data.Roles.Domains)
            {
                own.Try(() => StatisticsSelection.Of(spec, [domain], data, seed));
            }

            if (spec is { Head: SpecHead.Mix, MixSource: SpecHead.Precise })
            {
                own.Try(() => StatisticsSelection.Source(spec, data, seed));
            }

            if (spec.Balance != ClassBalance.None && own.Try(() => data.Splits.Precise(data.Roles.Sources)) is { } source
                && spec.Balance == ClassBalance.Source && source.All(sample => sample.Label is null))
            {
                own.Add("--data", "no source image has a label, so the class mix that the model was trained under is not known", "Label the source images, or take balance=source out");
            }

            foreach (Problem problem in own.Problems.Where(told.Add))
            {
                problems.Add(problem.Where, $"--statistics {spec.Text}: {problem.What}", problem.Remedy);
            }
        }
    }

    /// <summary>Positions of all samples that the specs estimate from for the scored domains, the yardstick of <c>balance=</c> among them.</summary>
    public static IReadOnlySet<int> EstimatedFrom(IReadOnlyList<StatisticsSpec> specs, DataSetup data, long seed)
    {
        HashSet<int> positions = [];
        foreach (StatisticsSpec spec in specs.Where(spec => spec.NeedsImages))
        {
            positions.UnionWith(data.Roles.Domains.SelectMany(domain => data.Positions(StatisticsSelection.Of(spec, [domain], data, seed).Samples)));
            if (spec is { Head: SpecHead.Mix, MixSource: SpecHead.Precise })
            {
                positions.UnionWith(data.Positions(StatisticsSelection.Source(spec, data, seed).Samples));
            }

            if (spec.Balance != ClassBalance.None)
            {
                positions.UnionWith(data.Positions(data.Splits.Precise(data.Roles.Sources)));
            }
        }

        return positions;
    }

    private static StatisticsSpec Named(StatisticsSpec spec, string domain)
    {
        StatisticsSpec named = spec with { Name = domain };
        return named with { Text = named.Canonical };
    }

    private static bool HasImages(StatisticsSpec spec, DataSetup data, string domain) =>
        (spec.Split != "train" && data.Splits.Count(domain, Split.Adapt) > 0) || (spec.Split != "adapt" && data.Splits.Count(domain, Split.Train) > 0);
}
