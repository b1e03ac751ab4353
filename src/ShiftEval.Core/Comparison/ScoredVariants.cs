using System.Globalization;
using ShiftEval.Comparison.Results;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Metrics;
using ShiftEval.Predictions;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Comparison;

/// <summary>A table of predictions as cells: models and statistics in the order of their first rows, samples in that of the first variant.</summary>
internal sealed record ScoredVariants
{
    private const int Named = 5;

    /// <summary>The variants with their canonical specs.</summary>
    public required IReadOnlyList<(VariantResult Variant, string Spec)> Variants { get; init; }

    /// <summary>The cells: variant by variant, domain by domain.</summary>
    public required IReadOnlyList<PredictedCell> Cells { get; init; }

    /// <summary>The samples, each once.</summary>
    public required IReadOnlyList<Sample> Samples { get; init; }

    /// <summary>Sorts rows into cells; all variants of a domain must hold the same samples.</summary>
    /// <param name="table">The table.</param>
    /// <param name="rows">The rows of it that are scored.</param>
    /// <param name="domains">The domains, in the order of the cells.</param>
    /// <param name="problems">Receives what stands in the way.</param>
    public static ScoredVariants Of(PredictionTable table, IReadOnlyList<int> rows, IReadOnlyList<string> domains, ProblemList problems)
    {
        VariantResult[] variants = [.. rows.Select(row => VariantOf(table.Rows[row])).Distinct()];
        ILookup<(VariantResult, string), int> byCell = rows.ToLookup(row => (VariantOf(table.Rows[row]), table.Rows[row].Sample.Domain));
        List<PredictedCell> cells = [];
        List<Sample> samples = [];
        Dictionary<string, int[]> first = domains.ToDictionary(domain => domain, domain => byCell[(variants[0], domain)].ToArray(), StringComparer.Ordinal);
        foreach (VariantResult variant in variants)
        {
            (string spec, bool isTransductive, bool isDependent) = Spec(variant.Statistics);
            foreach (string domain in domains)
            {
                if (InOrder(table, variants[0], first[domain], variant, [.. byCell[(variant, domain)]], domain, problems) is { } own)
                {
                    cells.Add(new PredictedCell(variant, spec, domain, Predictions(table, own)) { IsTransductive = isTransductive, IsDependent = isDependent });
                }
            }
        }

        foreach (string domain in domains)
        {
            samples.AddRange(first[domain].Select(row => table.Rows[row].Sample));
        }

        return new ScoredVariants
        {
            Variants = [.. variants.Select(variant => (variant, Spec(variant.Statistics).Canonical))],
            Cells = cells,
            Samples = samples,
        };
    }

    private static VariantResult VariantOf(PredictionRow row) => new(row.Model, row.Statistics);

    private static CellPredictions Predictions(PredictionTable table, int[] rows) =>
        new([.. rows.Select(row => table.Rows[row].Sample)], Probabilities.Rows(table.Probabilities, rows, table.Classes.Count))
        {
            HasProbabilities = rows.All(row => table.Rows[row].HasProbabilities),
        };

    /// <summary>A variant's rows in the order of the first variant's; null where they are not of the same samples.</summary>
    private static int[]? InOrder(PredictionTable table, VariantResult firstVariant, int[] first, VariantResult variant, int[] own, string domain, ProblemList problems)
    {
        string where = $"domain '{domain}'";
        Dictionary<string, int> byId = own.ToDictionary(row => table.Rows[row].Sample.Id, StringComparer.Ordinal);
        HashSet<string> ids = [.. first.Select(row => table.Rows[row].Sample.Id)];
        string[] missing = [.. first.Select(row => table.Rows[row].Sample.Id).Where(id => !byId.ContainsKey(id))];
        string[] added = [.. own.Select(row => table.Rows[row].Sample.Id).Where(id => !ids.Contains(id))];
        if (missing.Length + added.Length > 0)
        {
            string[] differences = [.. new[] { Differing("lacks", missing), Differing("adds", added) }.OfType<string>()];
            problems.Add(
                where,
                $"{Name(variant)} holds other samples than {Name(firstVariant)}: it {string.Join(" and ", differences)}",
                "Score them apart, or keep the samples that both have; samples are the same where their id is");
            return null;
        }

        int[] ordered = [.. first.Select(row => byId[table.Rows[row].Sample.Id])];
        string[] others = [.. first.Zip(ordered)
            .Where(pair => Differ(table.Rows[pair.First].Sample, table.Rows[pair.Second].Sample))
            .Select(pair => table.Rows[pair.First].Sample.Id)];
        if (others.Length > 0)
        {
            problems.Add(where, $"{Name(variant)} gives samples another label or group than {Name(firstVariant)}: {Listed(others)}", "Give a sample the same label and group in every row");
            return null;
        }

        return ordered;
    }

    private static bool Differ(Sample one, Sample other) => one.Label != other.Label || one.Group != other.Group;

    private static string Name(VariantResult variant) => $"{variant.Model} with {variant.Statistics}";

    private static string? Differing(string verb, string[] ids) =>
        ids.Length == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{verb} {ids.Length}, {Listed(ids)}");

    private static string Listed(string[] ids) =>
        string.Join(", ", ids.Take(Named)) + (ids.Length > Named ? string.Create(CultureInfo.InvariantCulture, $" and {ids.Length - Named} more") : "");

    // Others call their statistics what they like.
    private static (string Canonical, bool IsTransductive, bool IsDependent) Spec(string statistics)
    {
        if (statistics == "stored")
        {
            return ("ema", false, false);
        }

        try
        {
            StatisticsSpec spec = SpecParser.ParseOne(statistics);
            return (spec.Canonical, spec.IsTransductive, !spec.IsConstant && spec.MakesSamplesDependent);
        }
        catch (InputException)
        {
            return (statistics, false, false);
        }
    }
}
