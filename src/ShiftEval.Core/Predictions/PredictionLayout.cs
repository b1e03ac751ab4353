using ShiftEval.Datasets;

namespace ShiftEval.Predictions;

/// <summary>A table as the columns of a file.</summary>
internal sealed class PredictionLayout
{
    private readonly string[] own;
    private readonly int[] predicted;

    public PredictionLayout(PredictionTable table)
    {
        Table = table;
        predicted = table.Predicted();
        own = [.. table.Rows.SelectMany(row => row.Sample.Columns.Keys).Distinct(StringComparer.Ordinal)];
        ProbabilityNames = table.HasProbabilities ? [.. table.Classes.Select(name => PredictionColumns.ProbabilityPrefix + name)] : [];
        HashSet<string> taken = [.. PredictionColumns.Leading, .. ProbabilityNames, .. own.Where(name => !IsReserved(name))];
        OwnNames = [.. own.Select(name => Free(name, taken))];
        Renamed = [.. own.Zip(OwnNames).Where(pair => pair.First != pair.Second)];
    }

    public PredictionTable Table { get; }

    /// <summary>The names of the probabilities' columns; none where there are none.</summary>
    public IReadOnlyList<string> ProbabilityNames { get; }

    /// <summary>The names of the samples' own columns.</summary>
    public IReadOnlyList<string> OwnNames { get; }

    /// <summary>Columns of the samples whose names mean something else in a file of predictions, with the names they get.</summary>
    public IReadOnlyList<(string From, string To)> Renamed { get; }

    /// <summary>A row's texts of the leading columns, in their order; null for what is not known.</summary>
    public string?[] Leading(int row)
    {
        PredictionRow predictions = Table.Rows[row];
        Sample sample = predictions.Sample;
        string? split = sample.Split?.ToString().ToLowerInvariant();
        return [sample.Id, sample.Domain, sample.Group, split, predictions.Model, predictions.Statistics, sample.Label, Table.Classes[predicted[row]]];
    }

    /// <summary>A row's text of one of the samples' own columns.</summary>
    public string Own(int row, int column) => Table.Rows[row].Sample.Columns.TryGetValue(own[column], out string? text) ? text : "";

    private static bool IsReserved(string name) =>
        PredictionColumns.Leading.Contains(name, StringComparer.OrdinalIgnoreCase) || name.StartsWith(PredictionColumns.ProbabilityPrefix, StringComparison.Ordinal);

    private static string Free(string name, HashSet<string> taken)
    {
        if (!IsReserved(name))
        {
            return name;
        }

        string free = $"manifest.{name}";
        while (!taken.Add(free))
        {
            free = $"manifest.{free}";
        }

        return free;
    }
}
