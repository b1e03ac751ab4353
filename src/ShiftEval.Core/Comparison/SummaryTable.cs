using ShiftEval.Comparison.Results;
using ShiftEval.Datasets;
using ShiftEval.Metrics;

namespace ShiftEval.Comparison;

/// <summary>Average, worst and drop of each variant over the domains.</summary>
internal static class SummaryTable
{
    /// <summary>One row per variant and metric. Averages are unweighted over target domains, over all where roles are unknown.</summary>
    public static IReadOnlyList<SummaryResult> Of(IReadOnlyList<CellResult> cells, DomainRoles roles, IReadOnlyList<string> metrics)
    {
        List<SummaryResult> rows = [];
        foreach (IGrouping<(string Model, string Statistics), CellResult> variant in cells.GroupBy(cell => (cell.Model, cell.Statistics)))
        {
            foreach (string metric in metrics)
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
                    Mean(sources) - Mean(targets)));
            }
        }

        return rows;
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
