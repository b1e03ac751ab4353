using ShiftEval.Diagnostics;

namespace ShiftEval.Datasets;

/// <summary>One column of a data set, whatever role it has: the text of each sample.</summary>
public sealed class ColumnValues
{
    private readonly Func<Sample, string> read;

    private ColumnValues(string name, Func<Sample, string> read)
    {
        Name = name;
        this.read = read;
    }

    /// <summary>The column's name.</summary>
    public string Name { get; }

    /// <summary>A sample's text; empty where it has none.</summary>
    public string this[Sample sample] => read(sample);

    /// <summary>Finds a column by its name in the manifest.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="name">The name; columns that serve as domain, group, label or split are meant too.</param>
    /// <param name="option">The option that names it, for the message.</param>
    /// <exception cref="InputException">There is no such column.</exception>
    public static ColumnValues Find(Dataset dataset, string name, string option)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        (string? Name, Func<Sample, string> Read)[] roles =
        [
            (dataset.DomainColumn, sample => sample.Domain),
            (dataset.GroupColumn, sample => sample.Group),
            (dataset.LabelColumn, sample => sample.Label ?? ""),
        ];
        if (roles.FirstOrDefault(role => role.Name == name).Read is { } read)
        {
            return new ColumnValues(name, read);
        }

        IEnumerable<string> others = dataset.Samples.Count == 0 ? [] : dataset.Samples[0].Columns.Keys;
        if (others.Contains(name, StringComparer.Ordinal))
        {
            return new ColumnValues(name, sample => sample.Columns.TryGetValue(name, out string? text) ? text : "");
        }

        string[] known = [.. roles.Select(role => role.Name).OfType<string>().Concat(others)];
        throw new InputException(
            $"{option} {name}",
            "is not a column of the data",
            known.Length == 0 ? "Give a manifest with that column" : $"Columns, nearest first: {NearestNames.Describe(name, known)}");
    }
}
