using ShiftEval.Diagnostics;

namespace ShiftEval.Scenarios;

/// <summary>A model of a scenario.</summary>
/// <param name="Path">The file.</param>
/// <param name="Name">Its path relative to the scenario file, with forward slashes.</param>
/// <param name="Keys">What its path and the scenario say of it.</param>
internal sealed record ScenarioModel(string Path, string Name, IReadOnlyDictionary<string, string> Keys);

/// <summary>Finds the files that fit a path with <c>{key}</c> placeholders.</summary>
internal static class ModelPattern
{
    /// <summary>The models of all patterns, in ordinal order of their paths within each pattern.</summary>
    /// <exception cref="InputException">A pattern fits no file, or one file fits two.</exception>
    public static IReadOnlyList<ScenarioModel> Find(ScenarioFile scenario)
    {
        ProblemList problems = new();
        List<ScenarioModel> models = [];
        foreach (ScenarioModels entry in scenario.Models)
        {
            ScenarioModel[] found = [.. Matches(scenario, entry)];
            if (found.Length == 0)
            {
                problems.Add($"models, path {entry.Path}", $"no file fits it below {scenario.Folder}", "Correct the pattern, or put the models there");
            }

            foreach (ScenarioModel model in found.Where(model => models.Any(other => other.Path == model.Path)))
            {
                problems.Add($"models, path {entry.Path}", $"{model.Name} fits an earlier pattern too", "Make the patterns exclude each other");
            }

            models.AddRange(found);
        }

        problems.ThrowIfAny();
        return models;
    }

    private static IEnumerable<ScenarioModel> Matches(ScenarioFile scenario, ScenarioModels entry)
    {
        string full = scenario.Resolve(entry.Path).Replace('\\', '/');
        int placeholder = full.IndexOf('{', StringComparison.Ordinal);
        string folder = placeholder < 0 ? Path.GetDirectoryName(full)! : full[..(full.LastIndexOf('/', placeholder) + 1)];
        if (!Directory.Exists(folder))
        {
            yield break;
        }

        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => file.Replace('\\', '/')).Order(StringComparer.Ordinal))
        {
            Dictionary<string, string> keys = new(entry.Keys, StringComparer.Ordinal);
            if (Fits(full, file, keys))
            {
                yield return new ScenarioModel(file, Path.GetRelativePath(scenario.Folder, file).Replace('\\', '/'), keys);
            }
        }
    }

    /// <summary>Whether a path fits a pattern; what stands for each placeholder goes into <paramref name="keys"/>. A placeholder spans neither folders nor dots, so that {seed} does not take 0.folded for a seed.</summary>
    internal static bool Fits(ReadOnlySpan<char> pattern, ReadOnlySpan<char> path, Dictionary<string, string> keys)
    {
        int open = pattern.IndexOf('{');
        int close = pattern.IndexOf('}');
        if (open < 0 || close < open)
        {
            return pattern.SequenceEqual(path);
        }

        if (!path.StartsWith(pattern[..open], StringComparison.Ordinal))
        {
            return false;
        }

        string key = pattern[(open + 1)..close].ToString();
        ReadOnlySpan<char> rest = path[open..];
        for (int length = 1; length <= rest.Length && rest[length - 1] is not ('/' or '.'); length++)
        {
            string value = rest[..length].ToString();
            Dictionary<string, string> tried = new(keys, StringComparer.Ordinal);

            // A key met twice must stand for the same text.
            bool agrees = tried.TryAdd(key, value) || tried[key] == value;
            if (agrees && Fits(pattern[(close + 1)..], rest[length..], tried))
            {
                foreach ((string name, string found) in tried)
                {
                    keys[name] = found;
                }

                return true;
            }
        }

        return false;
    }
}
