using System.Globalization;
using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;
using ShiftEval.Metrics;

namespace ShiftEval.Cli.Rendering;

/// <summary>Warnings for people: what many cells have in common is said once.</summary>
internal static class Notes
{
    // Told from the cells, where the same reason can be gathered over metrics, statistics and domains.
    private static readonly string[] OfCells = ["interval-unavailable", "metric-unavailable", "few-groups", "nll-clipped"];

    /// <summary>The notes on a comparison.</summary>
    public static IEnumerable<string> Of(ComparisonResult result) =>
    [
        .. Of(result.Warnings.Where(warning => !OfCells.Contains(warning.Code, StringComparer.Ordinal))),
        .. Missing(result, hasValue: false),
        .. Missing(result, hasValue: true),
        .. FewGroups(result),
        .. Clipped(result),
    ];

    /// <summary>Warnings, the same one of several domains in one line.</summary>
    public static IEnumerable<string> Of(IEnumerable<Warning> warnings) => warnings
        .GroupBy(warning => warning.Message, StringComparer.Ordinal)
        .Select(same => Prefix(Unnamed(same.Key, same.Select(warning => warning.Domain))) + same.Key);

    private static string[] Unnamed(string message, IEnumerable<string?> domains) =>
        [.. domains.OfType<string>().Distinct(StringComparer.Ordinal).Where(domain => !message.Contains(domain, StringComparison.Ordinal))];

    private static IEnumerable<string> Missing(ComparisonResult result, bool hasValue)
    {
        var byDomain = result.Cells
            .SelectMany(cell => cell.Metrics.Select(metric => (cell.Domain, Name: metric.Key, metric.Value)))
            .Where(entry => entry.Value.Reason is not null && entry.Value.Value.HasValue == hasValue)
            .GroupBy(entry => (entry.Domain, entry.Value.Reason))
            .Select(group => (group.Key.Domain, group.Key.Reason, Metrics: string.Join(", ", InOrder(result, group.Select(entry => entry.Name)))));
        return byDomain
            .GroupBy(entry => (entry.Reason, entry.Metrics))
            .Select(alike => Prefix([.. alike.Select(entry => entry.Domain)])
                + $"{(hasValue ? "some intervals" : "some values")} of {alike.Key.Metrics} are missing: {alike.Key.Reason}.");
    }

    private static IEnumerable<string> InOrder(ComparisonResult result, IEnumerable<string> metrics)
    {
        HashSet<string> wanted = [.. metrics];
        return result.Cells[0].Metrics.Keys.Where(wanted.Contains);
    }

    private static IEnumerable<string> FewGroups(ComparisonResult result)
    {
        string[] few = [.. result.Cells
            .Where(cell => cell.Groups is > 1 and < MetricEvaluator.FewGroups)
            .Select(cell => string.Create(CultureInfo.InvariantCulture, $"{cell.Domain} {cell.Groups}"))
            .Distinct(StringComparer.Ordinal)];
        string limit = MetricEvaluator.FewGroups.ToString(CultureInfo.InvariantCulture);
        return few.Length == 0 ? [] : [$"intervals are rough where they rest on fewer than {limit} groups: {string.Join(", ", few)}."];
    }

    private static IEnumerable<string> Clipped(ComparisonResult result) => result.Cells
        .Where(cell => cell.Clipped > 0)
        .GroupBy(cell => cell.Domain, StringComparer.Ordinal)
        .Select(domain => $"{domain.Key}: labels with a probability below 1e-15, taken as 1e-15 in nll: {string.Join(", ", domain.Select(Count))}.");

    private static string Count(CellResult cell) => string.Create(CultureInfo.InvariantCulture, $"{cell.Statistics} {cell.Clipped}");

    private static string Prefix(string[] domains) => domains.Length == 0 ? "" : $"{string.Join(", ", domains)}: ";
}
