using ShiftEval.Comparison.Setup;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Comparison;

/// <summary>The specs of a run, expanded and checked against data and models before anything runs.</summary>
internal static class SpecPlan
{
    /// <summary>Expands <c>from=*</c>, and takes <c>precise</c> out of a default list where there are no source images.</summary>
    public static IReadOnlyList<StatisticsSpec> Expand(IReadOnlyList<StatisticsSpec> specs, bool isDefault, DataSetup data, List<Warning> warnings)
    {
        List<StatisticsSpec> expanded = [];
        foreach (StatisticsSpec spec in specs)
        {
            if (spec is { Head: SpecHead.From, Name: null })
            {
                expanded.AddRange(data.Dataset.Domains.Where(domain => HasAdapt(data, domain)).Select(domain => Named(spec, domain)));
            }
            else if (isDefault && spec.Head == SpecHead.Precise && data.Roles.Sources.Count == 0)
            {
                warnings.Add(new Warning("precise-left-out", "No domain is known to be a source domain, so precise is left out; name them with --source."));
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

            foreach (Problem problem in own.Problems.Where(told.Add))
            {
                problems.Add(problem.Where, $"--statistics {spec.Text}: {problem.What}", problem.Remedy);
            }
        }
    }

    /// <summary>Positions of all samples that the specs estimate from for the scored domains.</summary>
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
        }

        return positions;
    }

    /// <summary>Names every model that cannot take other statistics than its own, when a spec asks for them.</summary>
    public static void CheckModel(ModelSetup model, IReadOnlyList<StatisticsSpec> specs, ProblemList problems)
    {
        if (specs.Any(spec => spec.Head != SpecHead.Ema))
        {
            problems.Try(() => Statistics.BatchNormLayers.FindRewritable(model.Model));
        }
    }

    private static StatisticsSpec Named(StatisticsSpec spec, string domain)
    {
        StatisticsSpec named = spec with { Name = domain };
        return named with { Text = named.Canonical };
    }

    private static bool HasAdapt(DataSetup data, string domain) => data.Splits.Count(domain, Split.Adapt) + data.Splits.Count(domain, Split.Train) > 0;
}
