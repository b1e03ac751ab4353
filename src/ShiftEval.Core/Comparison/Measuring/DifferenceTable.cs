using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;
using ShiftEval.Metrics;
using ShiftEval.Statistics.Specs;

namespace ShiftEval.Comparison.Measuring;

/// <summary>Paired differences of every variant from the reference, domain by domain, with Holm's correction over the primary metric.</summary>
internal static class DifferenceTable
{
    /// <summary>The reference among the variants.</summary>
    /// <param name="option">A spec or a model's name; null takes the first variant.</param>
    /// <param name="variants">All variants with their canonical specs, the first model's first.</param>
    /// <exception cref="InputException">Nothing is called so.</exception>
    public static VariantResult Reference(string? option, IReadOnlyList<(VariantResult Variant, string Spec)> variants)
    {
        if (option is null)
        {
            return variants[0].Variant;
        }

        string canonical = Canonical(option);
        (VariantResult Variant, string Spec)[] named = [.. variants.Where(entry =>
            entry.Variant.Model == option || entry.Variant.Statistics == option || entry.Spec == option || entry.Spec == canonical)];
        return named.Length > 0
            ? named[0].Variant
            : throw new InputException($"--reference {option}", "is neither a spec nor a model of this run", $"Write one of: {string.Join(", ", variants.Select(entry => entry.Variant.Statistics).Concat(variants.Select(entry => entry.Variant.Model)).Distinct(StringComparer.Ordinal))}");
    }

    public static IReadOnlyList<DifferenceResult> Of(IReadOnlyList<ScoredCell> cells, VariantResult reference, MetricOptions options, CancellationToken cancellation)
    {
        List<string> domains = [.. cells.Select(cell => cell.Result.Domain).Distinct(StringComparer.Ordinal)];
        List<(ScoredCell From, ScoredCell To)> pairs = [.. cells
            .GroupBy(cell => cell.Result.Domain, StringComparer.Ordinal)
            .SelectMany(domain => domain.Where(cell => cell.Variant != reference).Select(to => (domain.First(cell => cell.Variant == reference), to)))];
        List<DifferenceResult> rows = [];

        // Metrics that sort samples anew in each of thousands of permutations are compared where they decide.
        foreach (string metric in options.Metrics.Where(metric => metric == options.PrimaryMetric || !MetricCatalog.Find(metric).IsRanked))
        {
            IReadOnlyList<Difference> differences = [.. pairs.Select(pair => Compare(pair, metric, options, pairs.Count, cancellation))];
            if (metric == options.PrimaryMetric)
            {
                differences = PairedComparison.Judge(differences, options.Confidence);
            }

            rows.AddRange(pairs.Zip(differences, Row));
        }

        return [.. rows.OrderBy(row => domains.IndexOf(row.Domain))];
    }

    // Samples that share a batch are not independent: no p, and the spread over batches instead.
    private static Difference Compare((ScoredCell From, ScoredCell To) pair, string metric, MetricOptions options, int family, CancellationToken cancellation)
    {
        Difference difference = PairedComparison.Compare(pair.From.Samples, pair.To.Samples, metric, options, family, cancellation);
        return pair.From.IsDependent || pair.To.IsDependent ? difference with { P = null, Test = null } : difference;
    }

    private static SpreadResult? Spread((ScoredCell From, ScoredCell To) pair, string metric)
    {
        int draws = Math.Max(pair.From.Redraws.Count, pair.To.Redraws.Count);
        return draws == 0 ? null : SpreadResult.Of(Enumerable.Range(0, draws + 1).Select(draw => Value(pair.To, draw) - Value(pair.From, draw)));

        double? Value(ScoredCell cell, int draw) =>
            MetricEvaluator.Values(draw == 0 || cell.Redraws.Count == 0 ? cell.Samples : cell.Redraws[draw - 1], [metric])[metric];
    }

    private static DifferenceResult Row((ScoredCell From, ScoredCell To) pair, Difference difference) => new()
    {
        Domain = pair.To.Result.Domain,
        From = pair.From.Variant,
        To = pair.To.Variant,
        Samples = pair.To.Samples.Count,
        Groups = pair.To.Samples.Groups,
        Metric = difference.Metric,
        HigherIsBetter = difference.HigherIsBetter,
        Value = difference.Value,
        Low = difference.Low,
        High = difference.High,
        Interval = difference.Interval,
        P = difference.P,
        PAdjusted = difference.PAdjusted,
        Test = difference.Test,
        Spread = Spread(pair, difference.Metric),
        Verdict = difference.Verdict is { } verdict ? Verdicts.ToText(verdict) : null,
    };

    private static string Canonical(string option)
    {
        try
        {
            return SpecParser.ParseOne(option).Canonical;
        }
        catch (InputException)
        {
            // A model's name need not be a spec.
            return option;
        }
    }
}
