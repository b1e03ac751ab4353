using System.Globalization;
using ShiftEval.Datasets;
using ShiftEval.Metrics;

namespace ShiftEval.Scenarios;

/// <summary>Says in plain words what a scenario found at laboratories that the network never saw: what was lost, repaired and harmed.</summary>
public static class NewLabFindings
{
    private const string Domain = "domain";
    private const string Statistics = "statistics";
    private const string Stored = "ema";

    // A laboratory whose commonest class has this many times its share in the training labs has another class mix.
    private const double SkewedShare = 1.5;

    /// <summary>One sentence on the laboratory that its own statistics repair most and one on the one they harm most; fewer where there is none.</summary>
    /// <param name="scenario">The protocol; it must have tables of accuracy and of balanced accuracy minus <c>ema</c>, both domain × statistics.</param>
    /// <param name="result">What it found.</param>
    public static IReadOnlyList<string> Of(ScenarioFile scenario, ScenarioResult result)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(result);
        TableResult? accuracy = result.Tables.FirstOrDefault(table => Fits(table, MetricCatalog.Accuracy.Name, minus: null));
        TableResult? change = result.Tables.FirstOrDefault(table => Fits(table, MetricCatalog.BalancedAccuracy.Name, Stored));
        if (accuracy is null || change is null)
        {
            return [];
        }

        TableCell[] own = [.. change.Cells.Where(cell => cell.Column == Domain && !scenario.Source.Contains(cell.Row, StringComparer.Ordinal) && cell.Mean is not null).OrderBy(cell => cell.Mean)];
        List<string> sentences = [];
        if (own.LastOrDefault(cell => Above(cell) == cell.N && Mean(accuracy, cell.Row, Stored) < Known(accuracy, scenario)) is { } repaired)
        {
            sentences.Add(Repaired(repaired, accuracy, scenario));
        }

        if (own.FirstOrDefault(cell => Below(cell) == cell.N) is { } harmed)
        {
            sentences.Add(Harmed(harmed, scenario));
        }

        return sentences;
    }

    private static bool Fits(TableResult table, string metric, string? minus) =>
        table.Rows == Domain && table.Columns == Statistics && table.Metric == metric && table.Minus == minus;

    private static int Above(TableCell cell) => cell.Replicates.Count(replicate => replicate.Low > 0);

    private static int Below(TableCell cell) => cell.Replicates.Count(replicate => replicate.High < 0);

    private static string Repaired(TableCell cell, TableResult accuracy, ScenarioFile scenario)
    {
        double known = Known(accuracy, scenario);
        double before = Mean(accuracy, cell.Row, Stored);
        double after = Mean(accuracy, cell.Row, Domain);
        return Text($"Repaired: at {cell.Row}, a laboratory the networks never saw, accuracy falls from {100 * known:0.0} % on average at the laboratories they know to {100 * before:0.0} %; with BatchNorm statistics of {cell.Row}'s own unlabelled images it is {100 * after:0.0} % (interval of the paired gain above zero for {Above(cell)} of {cell.N} networks).");
    }

    private static string Harmed(TableCell cell, ScenarioFile scenario)
    {
        IReadOnlyList<Sample> samples = DatasetReader.Read(scenario.Resolve(scenario.Data), new DatasetOptions()).Samples;
        Sample[] labelled = [.. samples.Where(sample => sample.Label is not null)];
        Sample[] own = [.. labelled.Where(sample => sample.Domain == cell.Row)];
        Sample[] known = [.. labelled.Where(sample => scenario.Source.Contains(sample.Domain, StringComparer.Ordinal))];
        string what = Text($"Harmed: at {cell.Row} the same recipe lowers balanced accuracy by {-100 * cell.Mean:0.0} points (interval below zero for {Below(cell)} of {cell.N} networks)");
        if (own.Length == 0 || known.Length == 0)
        {
            return what + ".";
        }

        IGrouping<string, Sample> common = own.GroupBy(sample => sample.Label!, StringComparer.Ordinal).MaxBy(group => group.Count())!;
        double share = (double)common.Count() / own.Length;
        double usual = (double)known.Count(sample => sample.Label == common.Key) / known.Length;
        return share >= SkewedShare * usual
            ? what + Text($", because its class mix differs: {100 * share:0} % of its images are {common.Key}, against {100 * usual:0} % where the networks were trained, and statistics of such images take the class for the laboratory.")
            : what + ".";
    }

    private static double Known(TableResult accuracy, ScenarioFile scenario) => accuracy.Cells
        .Where(entry => entry.Column == Stored && scenario.Source.Contains(entry.Row, StringComparer.Ordinal))
        .Select(entry => entry.Mean ?? double.NaN)
        .DefaultIfEmpty(double.NaN)
        .Average();

    private static double Mean(TableResult table, string row, string column) =>
        table.Cells.FirstOrDefault(cell => cell.Row == row && cell.Column == column)?.Mean ?? double.NaN;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
