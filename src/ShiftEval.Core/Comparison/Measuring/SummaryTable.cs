using ShiftEval.Comparison.Results;
using ShiftEval.Datasets;
using ShiftEval.Metrics;

namespace ShiftEval.Comparison.Measuring;

/// <summary>Average, worst and drop of each variant over the domains.</summary>
internal static class SummaryTable
{
    /// <summary>One row per variant and metric. Averages are unweighted over target domains, over all where roles are unknown.</summary>
    public static IReadOnlyList<SummaryResult> Of(IReadOnlyList<CellResult> cells, DomainRoles roles, MetricOptions options)
    {
        List<SummaryResult> rows = [];
        HashSet<(string Model, string Statistics)> transductive = [.. cells.Where(cell => cell.Transductive).Select(cell => (cell.Model, cell.Statistics))];
        foreach (IGrouping<(string Model, string Statistics), CellResult> variant in cells.GroupBy(cell => (cell.Model, cell.Statistics)))
        {
            foreach (string metric in options.Metrics)
            {
                (string Domain, double Value)[] values = [.. variant
                    .Select(cell => (cell.Domain, cell.Metrics[metric].Value))
                    .Where(entry => entry.Value is not null)
                    .Select(entry => (entry.Domain, entry.Value!.Value))];
                (string Domain, double Value)[] sources = [.. values.Where(entry => roles.RoleOf(entry.Domain) == DomainRole.Source)];
                (string Domain, double Value)[] targets = [.. values.Where(entry => roles.RoleOf(entry.Domain) != DomainRole.Source)];
                rows.Add(new SummaryResult(
                    variant.Key.Model,
                    variant.Key.Statistics,
                    metric,
                    Mean(targets),
                    Worst(targets, MetricCatalog.Find(metric).HigherIsBetter),
                    Mean(sources) - Mean(targets),
                    NextDomain: NextDomain([.. variant.Where(cell => roles.RoleOf(cell.Domain) == DomainRole.Target)], metric, options.Confidence)));
            }
        }

        return [.. rows.Select(row => row with { Rank = Rank(row, rows, transductive) })];
    }

    // Of domains that no model of the run saw in training; statistics from the scored images themselves are not what a new domain would get.
    private static RandomEffectsResult? NextDomain(CellResult[] targets, string metric, double confidence) =>
        !MetricCatalog.Find(metric).IsPercentage || targets.Length == 0 || targets.Any(cell => cell.Transductive)
            ? null
            : RandomEffects.Pool(
                [.. targets.Select(cell => (cell, value: cell.Metrics[metric])).Select(entry =>
                    new DomainEstimate(entry.cell.Domain, entry.value.Value, entry.value.Low, entry.value.High, entry.value.Interval, entry.cell.Groups))],
                confidence);

    // A rank would invite the choice of statistics that the scored images themselves gave.
    private static int? Rank(SummaryResult row, IReadOnlyList<SummaryResult> rows, HashSet<(string Model, string Statistics)> transductive)
    {
        if (row.Average is not { } average || transductive.Contains((row.Model, row.Statistics)))
        {
            return null;
        }

        bool higherIsBetter = MetricCatalog.Find(row.Metric).HigherIsBetter;
        return 1 + rows.Count(other =>
            other.Metric == row.Metric
            && other.Average is { } value
            && (higherIsBetter ? value > average : value < average)
            && !transductive.Contains((other.Model, other.Statistics)));
    }

    private static double? Mean((string Domain, double Value)[] values) => values.Length == 0 ? null : values.Average(entry => entry.Value);

    private static WorstResult? Worst((string Domain, double Value)[] values, bool higherIsBetter)
    {
        if (values.Length == 0)
        {
            return null;
        }

        (string domain, double value) = higherIsBetter ? values.MinBy(entry => entry.Value) : values.MaxBy(entry => entry.Value);
        return new WorstResult(domain, value);
    }
}
