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
            string where = $"models, path {entry.Path}";
            if (WrongKeys(entry) is { } wrong)
            {
                problems.Add(where, wrong, "Write a key as {name}, with a name that tables do not use already");
                continue;
            }

            ScenarioModel[] found = [.. Matches(scenario, entry)];
            if (found.Length == 0)
            {
                problems.Add(where, $"no file fits it (paths start at {scenario.Folder})", "Correct the pattern, or put the models there");
            }

            foreach (ScenarioModel model in found.Where(model => models.Any(other => other.Path == model.Path)))
            {
                problems.Add(where, $"{model.Name} fits an earlier pattern too", "Make the patterns exclude each other");
            }

            models.AddRange(found);
        }

        problems.ThrowIfAny();
        return models;
    }

    private static string? WrongKeys(ScenarioModels entry)
    {
        HashSet<string> keys = [.. entry.Keys.Keys];
        string rest = entry.Path;
        while (rest.IndexOfAny(['{', '}']) is >= 0 and int at)
        {
            int close = rest.IndexOf('}', StringComparison.Ordinal);
            int open = rest.IndexOf('{', at + 1);
            if (rest[at] == '}' || close < 0 || (open >= 0 && open < close))
            {
                return "its braces do not pair";
            }

            keys.Add(rest[(at + 1)..close]);
            rest = rest[(close + 1)..];
        }

        return keys.Order(StringComparer.Ordinal).FirstOrDefault(key => key.Length == 0 || ScenarioCell.Dimensions.Contains(key)) is { } name
            ? name.Length == 0 ? "has a key without a name" : $"{name} cannot be a key of models"
            : null;
    }

    private static IEnumerable<ScenarioModel> Matches(ScenarioFile scenario, ScenarioModels entry)
    {
        // The part without placeholders is a folder as it stands, whatever characters the scenario's own folder has.
        string path = entry.Path.Replace('\\', '/');
        int placeholder = path.IndexOf('{', StringComparison.Ordinal);
        int start = path.LastIndexOf('/', placeholder < 0 ? path.Length - 1 : placeholder) + 1;
        string folder = scenario.Resolve(path[..start]);
        string pattern = path[start..];
        if (!Directory.Exists(folder))
        {
            yield break;
        }

        EnumerationOptions below = new() { RecurseSubdirectories = true, MaxRecursionDepth = pattern.Count(c => c == '/'), AttributesToSkip = FileAttributes.None };
        IEnumerable<string> files = Directory.EnumerateFiles(folder, "*", below).Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'));
        foreach (string file in files.Order(StringComparer.Ordinal))
        {
            Dictionary<string, string> keys = new(entry.Keys, StringComparer.Ordinal);
            if (Fits(pattern, file, keys))
            {
                string full = Path.GetFullPath(Path.Combine(folder, file));
                yield return new ScenarioModel(full, Path.GetRelativePath(scenario.Folder, full).Replace('\\', '/'), keys);
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
