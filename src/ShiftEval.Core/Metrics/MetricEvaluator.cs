using System.Globalization;
using ShiftEval.Diagnostics;

namespace ShiftEval.Metrics;

/// <summary>Metrics of one cell, each with its interval.</summary>
public static class MetricEvaluator
{
    /// <summary>With fewer groups than this, intervals over groups are rough, and a warning says so.</summary>
    public const int FewGroups = 20;

    /// <summary>The reason given where nothing has a label.</summary>
    internal const string NoSamples = "there are no labelled samples";

    /// <summary>Measures a cell.</summary>
    /// <param name="cell">Samples whose truth is known; may be empty.</param>
    /// <param name="options">Metrics, confidence, resamples and seed.</param>
    /// <param name="cancellation">Ends the resampling.</param>
    /// <returns>The same numbers for any number of threads.</returns>
    /// <exception cref="InputException">The options cannot be used.</exception>
    public static CellMetrics Evaluate(ScoredSamples cell, MetricOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfWrong();
        GroupTallies tallies = cell.Tallies;
        MetricDefinition[] definitions = [.. options.Metrics.Select(MetricCatalog.Find)];
        Dictionary<string, MetricValue> values = new(StringComparer.Ordinal);
        foreach (MetricDefinition metric in definitions)
        {
            if (WithoutResampling(tallies, metric, options.Confidence) is { } value)
            {
                values[metric.Name] = value;
            }
        }

        MetricDefinition[] others = [.. definitions.Where(metric => !values.ContainsKey(metric.Name))];
        foreach ((MetricDefinition metric, MetricValue value) in others.Zip(Resampled(tallies, others, options, cancellation)))
        {
            values[metric.Name] = value;
        }

        OrderedDictionary<string, MetricValue> ordered = new(StringComparer.Ordinal);
        foreach (MetricDefinition metric in definitions)
        {
            ordered[metric.Name] = values[metric.Name];
        }

        int[] absent = [.. Enumerable.Range(0, cell.Classes).Where(c => tallies.Whole.Support[c] == 0)];
        return new CellMetrics
        {
            Samples = cell.Count,
            Groups = cell.Groups,
            Metrics = ordered,
            Confusion = Confusion(cell),
            Classes = ClassProportions.Of(tallies, options.Confidence),
            Reliability = tallies.Reliability(),
            AbsentClasses = absent,
            ClippedCount = cell.ClippedCount,
            Warnings = [.. Warnings(cell, absent, ordered)],
        };
    }

    /// <summary>The values alone, by metric name; null where one cannot be computed.</summary>
    internal static IReadOnlyDictionary<string, double?> Values(ScoredSamples cell, IReadOnlyList<string> metrics)
    {
        GroupStatistic statistic = new([.. metrics.Select(MetricCatalog.Find)], cell.Tallies);
        return metrics.Zip(statistic.Estimates).ToDictionary(
            pair => pair.First,
            pair => double.IsFinite(pair.Second) ? pair.Second : (double?)null,
            StringComparer.Ordinal);
    }

    /// <summary>Counts, rows truth, columns predicted.</summary>
    internal static int[][] Confusion(ScoredSamples cell)
    {
        int[][] counts = [.. Enumerable.Range(0, cell.Classes).Select(_ => new int[cell.Classes])];
        for (int i = 0; i < cell.Count; i++)
        {
            counts[cell.Truth[i]][cell.Predicted[i]]++;
        }

        return counts;
    }

    private static MetricValue? WithoutResampling(GroupTallies tallies, MetricDefinition metric, double confidence)
    {
        if (tallies.Whole.Samples == 0)
        {
            return Missing(NoSamples);
        }

        return tallies.Cell.IsOneSamplePerGroup && metric.ClosedForm is { } form ? Closed(tallies, metric, form, confidence)
            : metric.IsProportion ? Proportion(tallies, metric, confidence)
            : null;
    }

    private static MetricValue Closed(GroupTallies tallies, MetricDefinition metric, IClosedForm form, double confidence)
    {
        double value = tallies.Estimate(metric);
        if (double.IsNaN(value))
        {
            return Missing(metric.Reason(tallies.Cell.HasProbabilities));
        }

        Limits limits = form.IntervalOf(tallies.Cell, value, confidence);
        return new MetricValue(value, limits.Low, limits.High, form.Interval, limits.Reason);
    }

    private static MetricValue Proportion(GroupTallies tallies, MetricDefinition metric, double confidence)
    {
        ClassTally tally = new(tallies.Classes);
        return ProportionInterval.Of(Enumerable.Range(0, tallies.Groups).Select(OfGroup), tallies.Cell.IsOneSamplePerGroup, confidence, metric.Undefined);

        (long Hits, long Trials) OfGroup(int group)
        {
            tallies.AddCounts(tally, group, 1);
            (long Hits, long Trials) own = metric.Proportion!(tally);
            tallies.AddCounts(tally, group, -1);
            return own;
        }
    }

    private static IEnumerable<MetricValue> Resampled(GroupTallies tallies, MetricDefinition[] metrics, MetricOptions options, CancellationToken cancellation)
    {
        MetricDefinition[] defined = [.. metrics.Where(metric => !double.IsNaN(tallies.Estimate(metric)))];
        GroupStatistic statistic = new(defined, tallies);
        Limits[] limits = ClusterBootstrap.Intervals(statistic, options, cancellation);
        return metrics.Select(metric => Array.IndexOf(defined, metric) is >= 0 and int m
            ? new MetricValue(statistic.Estimates[m], limits[m].Low, limits[m].High, options.BootstrapName, limits[m].Reason)
            : Missing(metric.Reason(tallies.Cell.HasProbabilities)));
    }

    private static MetricValue Missing(string reason) => new(null, null, null, null, reason);

    private static IEnumerable<Warning> Warnings(ScoredSamples cell, int[] absent, OrderedDictionary<string, MetricValue> values)
    {
        foreach (IGrouping<(bool Value, string? Reason), KeyValuePair<string, MetricValue>> alike in values
            .Where(pair => pair.Value.Reason is not null)
            .GroupBy(pair => (pair.Value.Value.HasValue, pair.Value.Reason)))
        {
            string names = string.Join(", ", alike.Select(pair => pair.Key));
            yield return alike.Key.Value
                ? new Warning("interval-unavailable", $"No interval for {names}: {alike.Key.Reason}.")
                : new Warning("metric-unavailable", $"No value for {names}: {alike.Key.Reason}.");
        }

        if (cell.Groups is > 1 and < FewGroups)
        {
            yield return new Warning("few-groups", Text($"Intervals rest on {cell.Groups} groups; below {FewGroups} they are rough."));
        }

        if (cell.Count > 0 && absent.Length > 0)
        {
            yield return new Warning(
                "absent-classes",
                Text($"{absent.Length} of {cell.Classes} classes do not occur in the labels; macro figures run over the others."));
        }

        if (cell.ClippedCount > 0)
        {
            yield return new Warning(
                "nll-clipped",
                Text($"{cell.ClippedCount} of {cell.Count} samples gave their label a probability below 1e-15, taken as 1e-15 in nll."));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
