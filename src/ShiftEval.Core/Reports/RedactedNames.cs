using System.Text.RegularExpressions;
using ShiftEval.Comparison.Results;

namespace ShiftEval.Reports;

/// <summary>Names without the folders they stand in.</summary>
internal sealed partial class RedactedNames
{
    private readonly Dictionary<string, string> models = new(StringComparer.Ordinal);

    /// <summary>Short names of the models, told apart by a number where two files are named alike.</summary>
    public RedactedNames(IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            string file = name.Split('/', '\\')[^1];
            models[name] = models.ContainsValue(file) ? FormattableString.Invariant($"{file}#{models.Count + 1}") : file;
        }
    }

    /// <summary>A text with every path cut to its last part.</summary>
    public static string Text(string text) => Folders().Replace(text, "");

    /// <summary>A model's short name.</summary>
    public string Model(string name) => models[name];

    /// <summary>A variant with short names.</summary>
    public VariantResult Variant(VariantResult variant) => new(Model(variant.Model), Text(variant.Statistics));

    // Whatever stands before a slash, back to the sign that begins the name: spaces belong to folders.
    [GeneratedRegex(@"[^'"",;()=:|]*[/\\]", RegexOptions.None, 1000)]
    private static partial Regex Folders();
}
