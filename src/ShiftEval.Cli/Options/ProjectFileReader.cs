using System.Text.Json;
using ShiftEval.Diagnostics;

namespace ShiftEval.Cli.Options;

/// <summary>Reads a project file. An unknown key is refused, since a misspelt one would be ignored in silence.</summary>
internal sealed class ProjectFileReader
{
    private static readonly string[] Keys = ["data", "columns", "preprocess", "source", "classes", "require"];
    private static readonly string[] ColumnKeys = ["domain", "label", "group", "split", "path", "pathTemplate", "splitValues"];
    private readonly string path;
    private readonly ProblemList problems = new();

    private ProjectFileReader(string path) => this.path = path;

    /// <exception cref="InputException">The file cannot be read; everything wrong with it is named.</exception>
    public static ProjectFile Read(string path)
    {
        ProjectFileReader reader = new(path);
        using JsonDocument document = Parse(path);
        ProjectFile file = reader.ReadRoot(document.RootElement);
        reader.problems.ThrowIfAny();
        return file with { Folder = Path.GetDirectoryName(path) };
    }

    private static JsonDocument Parse(string path)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions
            {
                AllowDuplicateProperties = false,
                AllowTrailingCommas = true,
                CommentHandling = JsonCommentHandling.Skip,
            });
        }
        catch (JsonException exception)
        {
            string line = exception.LineNumber is { } number ? FormattableString.Invariant($", line {number + 1}") : "";
            string cause = exception.Message.Split(" LineNumber:")[0].TrimEnd('.');
            throw new InputException($"{path}{line}", $"is not JSON that can be read ({cause})", "Correct it there");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException(path, $"cannot be read ({exception.Message.TrimEnd('.')})", "Check its permissions");
        }
    }

    private ProjectFile ReadRoot(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            problems.Add(path, "is not a JSON object", $"Write {{ … }} with keys of: {string.Join(", ", Keys)}");
            return new ProjectFile();
        }

        CheckKeys(root, "", Keys);
        return new ProjectFile
        {
            Data = Text(root, "", "data"),
            Preprocess = Text(root, "", "preprocess"),
            Source = Texts(root, "source"),
            Classes = Texts(root, "classes"),
            Require = Texts(root, "require"),
            Columns = ReadColumns(root),
        };
    }

    private ProjectColumns ReadColumns(JsonElement root)
    {
        const string Prefix = "columns.";
        if (!root.TryGetProperty("columns", out JsonElement columns))
        {
            return new ProjectColumns();
        }

        if (columns.ValueKind != JsonValueKind.Object)
        {
            problems.Add($"{path}, columns", "is not a JSON object", $"Write {{ … }} with keys of: {string.Join(", ", ColumnKeys)}");
            return new ProjectColumns();
        }

        CheckKeys(columns, Prefix, ColumnKeys);
        return new ProjectColumns
        {
            Domain = Text(columns, Prefix, "domain"),
            Label = Text(columns, Prefix, "label"),
            Group = Text(columns, Prefix, "group"),
            Split = Text(columns, Prefix, "split"),
            Path = Text(columns, Prefix, "path"),
            PathTemplate = Text(columns, Prefix, "pathTemplate"),
            SplitValues = Text(columns, Prefix, "splitValues"),
        };
    }

    private void CheckKeys(JsonElement parent, string prefix, string[] known)
    {
        foreach (string name in parent.EnumerateObject().Select(property => property.Name).Except(known, StringComparer.Ordinal))
        {
            problems.Add($"{path}, {prefix}{name}", "is not a key of a project file", $"Known keys, nearest first: {NearestNames.Describe(name, known)}");
        }
    }

    private string? Text(JsonElement parent, string prefix, string key)
    {
        if (!parent.TryGetProperty(key, out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text)
        {
            return text;
        }

        problems.Add($"{path}, {prefix}{key}", $"is {value.GetRawText()}", "Write a text in quotes, or take the key out");
        return null;
    }

    private string[] Texts(JsonElement parent, string key)
    {
        if (!parent.TryGetProperty(key, out JsonElement value))
        {
            return [];
        }

        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String))
        {
            return [.. value.EnumerateArray().Select(item => item.GetString()!)];
        }

        problems.Add($"{path}, {key}", "is not a list of texts", "Write it as [\"a\", \"b\"]");
        return [];
    }
}
