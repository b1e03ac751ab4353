using ShiftEval.Diagnostics;

namespace ShiftEval.Comparison;

/// <summary>Names models by the shortest end of their path that tells them apart, or by the name given as NAME=PATH.</summary>
internal static class ModelNames
{
    /// <summary>Name and path of each model, in the order given.</summary>
    /// <exception cref="InputException">Two models have one name.</exception>
    public static IReadOnlyList<(string Name, string Path)> Resolve(IReadOnlyList<string> models)
    {
        (string? Name, string Path)[] given = [.. models.Select(Split)];
        string[] unnamed = [.. given.Where(model => model.Name is null).Select(model => model.Path)];
        List<(string Name, string Path)> named = [.. given.Select(model => (model.Name ?? Shortest(model.Path, unnamed), model.Path))];
        ProblemList problems = new();
        foreach (IGrouping<string, (string Name, string Path)> same in named.GroupBy(model => model.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            problems.Add(same.Last().Path, $"two models are called {same.Key}", "Give each its own name as NAME=PATH, or name each file once");
        }

        problems.ThrowIfAny();
        return named;
    }

    private static (string? Name, string Path) Split(string model)
    {
        int at = model.IndexOf('=', StringComparison.Ordinal);
        return at > 0 && !File.Exists(model) ? (model[..at], model[(at + 1)..]) : (null, model);
    }

    private static string Shortest(string path, IReadOnlyList<string> all)
    {
        string[] parts = Parts(path);
        for (int take = 1; take <= parts.Length; take++)
        {
            string end = string.Join('/', parts[^take..]);
            if (all.Count(other => string.Equals(string.Join('/', Parts(other).TakeLast(take)), end, StringComparison.Ordinal)) == 1)
            {
                return end;
            }
        }

        return path;
    }

    private static string[] Parts(string path) => path.Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries);
}
