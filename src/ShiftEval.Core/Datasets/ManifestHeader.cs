using ShiftEval.Diagnostics;

namespace ShiftEval.Datasets;

/// <summary>The column names of a manifest. A column may be unnamed, as in what pandas writes with its index.</summary>
internal sealed class ManifestHeader(IReadOnlyList<string> names)
{
    public IReadOnlyList<string> Names { get; } = names;

    /// <summary>The names of a file's columns, each of them once.</summary>
    /// <exception cref="InputException">A column is named twice.</exception>
    public static ManifestHeader Of(string file, IEnumerable<string> names, ProblemList problems)
    {
        ManifestHeader header = new([.. names]);
        foreach (IGrouping<string, string> name in header.Names.Where(name => name.Length > 0).GroupBy(name => name, StringComparer.Ordinal))
        {
            if (name.Count() > 1)
            {
                problems.Add(file, $"its header names the column '{name.Key}' {name.Count()} times", "Rename or remove all but one");
            }
        }

        problems.ThrowIfAny();
        return header;
    }

    /// <summary>The columns of that exact name, else those that differ only in case.</summary>
    public IReadOnlyList<int> Find(string name)
    {
        int[] exact = [.. Matching(name, StringComparison.Ordinal)];
        return exact.Length > 0 ? exact : [.. Matching(name, StringComparison.OrdinalIgnoreCase)];
    }

    public string Nearest(string name) => NearestNames.Describe(name, Names.Where(other => other.Length > 0));

    private IEnumerable<int> Matching(string name, StringComparison comparison) =>
        Enumerable.Range(0, Names.Count).Where(column => Names[column].Length > 0 && string.Equals(Names[column], name, comparison));
}
