namespace ShiftEval.Reports;

/// <summary>Names that may be paths, without the folders; told apart by a number where two would be alike.</summary>
internal sealed class RedactedNames
{
    private readonly Dictionary<string, string> shown = new(StringComparer.Ordinal);

    /// <summary>Short forms of the names, in their order.</summary>
    public RedactedNames(IEnumerable<string> names)
    {
        foreach (string name in names.Distinct(StringComparer.Ordinal))
        {
            string part = LastPart(name);
            shown[name] = shown.ContainsValue(part) ? FormattableString.Invariant($"{part}#{shown.Count + 1}") : part;
        }
    }

    /// <summary>The short form of a name.</summary>
    public string this[string name] => shown[name];

    /// <summary>What follows the last slash; of a spec <c>file:PATH</c> with its head.</summary>
    public static string LastPart(string text)
    {
        int slash = text.AsSpan().LastIndexOfAny('/', '\\');
        string head = text.StartsWith("file:", StringComparison.Ordinal) ? "file:" : "";
        return slash < 0 ? text : $"{head}{text[(slash + 1)..].Replace("\"", "", StringComparison.Ordinal)}";
    }
}
