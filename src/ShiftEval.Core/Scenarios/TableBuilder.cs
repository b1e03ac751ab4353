using System.Globalization;
using ShiftEval.Metrics;

namespace ShiftEval.Scenarios;

/// <summary>Lays finished cells out as the answer to a question.</summary>
internal sealed class TableBuilder(IReadOnlyList<ScenarioCell> cells, ScenarioFile scenario)
{
    public TableResult Build(ScenarioTable table)
    {
        string metric = table.Metric ?? scenario.Metric;
        ScenarioCell[] fitting = [.. cells.Where(cell => Fits(cell, table))];
        List<TableCell> laid = [];
        foreach (IGrouping<(string Row, string Column), ScenarioCell> place in fitting.GroupBy(cell => (cell[table.Rows]!, cell[table.Columns]!)).OrderBy(group => group.Key.Item1, Order).ThenBy(group => group.Key.Item2, Order))
        {
            TableReplicate[] replicates = [.. place
                .GroupBy(cell => cell[table.Over] ?? "", StringComparer.Ordinal)
                .OrderBy(group => group.Key, Order)
                .Select(group => Replicate(group.Key, [.. group], metric, table.Minus))];
            double[] values = [.. replicates.Where(replicate => replicate.Value is not null).Select(replicate => replicate.Value!.Value)];
            laid.Add(new TableCell(place.Key.Row, place.Key.Column, values.Length == 0 ? null : values.Average(), Deviation(values), values.Length, replicates));
        }

        return new TableResult(table.Question, metric, table.Minus, table.Rows, table.Columns, table.Over, laid);
    }

    // Specs and domains keep the order in which the scenario names them, numbers count, the rest goes by name.
    private IComparer<string> Order => Comparer<string>.Create((left, right) =>
    {
        int byPlace = Place(left).CompareTo(Place(right));
        if (byPlace != 0)
        {
            return byPlace;
        }

        bool numbers = double.TryParse(left, NumberStyles.Float, CultureInfo.InvariantCulture, out double l) & double.TryParse(right, NumberStyles.Float, CultureInfo.InvariantCulture, out double r);
        return numbers ? l.CompareTo(r) : string.CompareOrdinal(left, right);
    });

    private int Place(string name)
    {
        int place = 0;
        foreach (string statistics in scenario.Runs.SelectMany(run => run.Statistics))
        {
            if (statistics == name)
            {
                return place;
            }

            place++;
        }

        return place;
    }

    private static bool Fits(ScenarioCell cell, ScenarioTable table) =>
        cell[table.Rows] is not null
        && cell[table.Columns] is not null
        && cell.Statistics != table.Minus
        && table.Where.All(condition => condition.Value == "{leftOut}" ? cell[condition.Key] == cell["leftOut"] : condition.Value.Split('|').Contains(cell[condition.Key], StringComparer.Ordinal));

    private TableReplicate Replicate(string name, IReadOnlyList<ScenarioCell> group, string metric, string? minus)
    {
        MetricOptions options = new() { Confidence = scenario.Confidence, Resamples = scenario.Resamples, Seed = scenario.Seed, Metrics = [metric], PrimaryMetric = metric };
        int samples = group.Sum(cell => cell.Samples.Count);
        if (minus is null)
        {
            MetricValue[] values = [.. group.Select(cell => MetricEvaluator.Evaluate(cell.Samples, options).Metrics[metric])];
            return new TableReplicate(name, Mean(values.Select(value => value.Value)), group.Count, samples, Only(values)?.Low, Only(values)?.High, null);
        }

        Difference[] differences = [.. group.SelectMany(to => cells
            .Where(from => from.Statistics == minus && from.Model == to.Model && from.Domain == to.Domain)
            .Select(from => PairedComparison.Compare(from.Samples, to.Samples, metric, options, familySize: 1)))];
        return new TableReplicate(name, Mean(differences.Select(difference => difference.Value)), differences.Length, samples, Only(differences)?.Low, Only(differences)?.High, Only(differences)?.P);
    }

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
