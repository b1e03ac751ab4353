using System.Globalization;
using ShiftEval.Diagnostics;
using ShiftEval.Metrics;

namespace ShiftEval.Scenarios;

/// <summary>Lays finished cells out as the answer to a question.</summary>
internal sealed class TableBuilder(IReadOnlyList<ScenarioCell> cells, ScenarioFile scenario, List<Warning> warnings)
{
    // Specs and domains keep the order of the runs, models that of the patterns.
    private readonly Dictionary<(string Dimension, string Name), int> places = Places(cells);

    public TableResult Build(ScenarioTable table, CancellationToken cancellation)
    {
        string metric = table.Metric ?? scenario.Metric;
        string? minus = table.Minus is null ? null : TableFilter.Canonical(table.Minus);
        ScenarioCell[] fitting = [.. cells.Where(cell => TableFilter.Fits(table, dimension => cell[dimension]))];
        List<TableCell> laid = [];
        foreach (IGrouping<(string Row, string Column), ScenarioCell> place in fitting.GroupBy(cell => (cell[table.Rows]!, cell[table.Columns]!)).OrderBy(group => group.Key.Item1, Order(table.Rows)).ThenBy(group => group.Key.Item2, Order(table.Columns)))
        {
            TableReplicate[] replicates = [.. place
                .GroupBy(cell => cell[table.Over] ?? "", StringComparer.Ordinal)
                .OrderBy(group => group.Key, Order(table.Over))
                .Select(group => Replicate(group.Key, [.. group], metric, minus, cancellation))];
            double[] values = [.. replicates.Where(replicate => replicate.Value is not null).Select(replicate => replicate.Value!.Value)];
            laid.Add(new TableCell(place.Key.Row, place.Key.Column, values.Length == 0 ? null : values.Average(), Deviation(values), values.Length, replicates));
        }

        IReadOnlyList<TableNextDomain>? next = minus is null ? NextDomainPooling.Of(table, fitting, Options(metric), cancellation) : null;
        return new TableResult(table.Question, metric, table.Minus, table.Rows, table.Columns, table.Over, laid, next);
    }

    private static Dictionary<(string Dimension, string Name), int> Places(IReadOnlyList<ScenarioCell> cells)
    {
        Dictionary<(string Dimension, string Name), int> met = [];
        foreach (ScenarioCell cell in cells)
        {
            met.TryAdd(("statistics", cell.Statistics), met.Count);
            met.TryAdd(("domain", cell.Domain), met.Count);
            met.TryAdd(("model", cell.Model.Name), met.Count);
        }

        return met;
    }

    // The values of keys go by number, then by name.
    private Comparer<string> Order(string dimension) => Comparer<string>.Create((left, right) =>
    {
        int byPlace = places.GetValueOrDefault((dimension, left)).CompareTo(places.GetValueOrDefault((dimension, right)));
        int byNumber = byPlace == 0 ? Number(left).CompareTo(Number(right)) : byPlace;
        return byNumber == 0 ? string.CompareOrdinal(left, right) : byNumber;
    });

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : double.PositiveInfinity;

    private TableReplicate Replicate(string name, IReadOnlyList<ScenarioCell> group, string metric, string? minus, CancellationToken cancellation)
    {
        MetricOptions options = Options(metric);
        int samples = group.Sum(cell => cell.Samples.Count);
        if (minus is null)
        {
            CellMetrics[] metrics = [.. group.Select(cell => MetricEvaluator.Evaluate(cell.Samples, options, cancellation))];
            warnings.AddRange(group.Zip(metrics).SelectMany(pair => pair.Second.Warnings.Select(warning => warning with { Domain = pair.First.Domain })));
            MetricValue[] values = [.. metrics.Select(cell => cell.Metrics[metric])];
            return new TableReplicate(name, Mean(values.Select(value => value.Value)), group.Count, samples, Only(values)?.Low, Only(values)?.High, null);
        }

        Difference[] differences = [.. group.SelectMany(to => cells
            .Where(from => from.Statistics == minus && from.Model == to.Model && from.Domain == to.Domain)
            .Select(from => PairedComparison.Compare(from.Samples, to.Samples, metric, options, familySize: 1, cancellation) is var difference && (from.IsDependent || to.IsDependent)
                ? difference with { P = null }
                : difference))];
        return new TableReplicate(name, Mean(differences.Select(difference => difference.Value)), differences.Length, samples, Only(differences)?.Low, Only(differences)?.High, Only(differences)?.P);
    }

    private MetricOptions Options(string metric) =>
        new() { Confidence = scenario.Confidence, Resamples = scenario.Resamples, Seed = scenario.Seed, Metrics = [metric], PrimaryMetric = metric };

    private static T? Only<T>(T[] items) where T : class => items.Length == 1 ? items[0] : null;

    private static double? Mean(IEnumerable<double?> values)
    {
        double[] known = [.. values.Where(value => value is not null).Select(value => value!.Value)];
        return known.Length == 0 ? null : known.Average();
    }

    private static double? Deviation(double[] values)
    {
        if (values.Length < 2)
        {
            return null;
        }

        double mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }
}
