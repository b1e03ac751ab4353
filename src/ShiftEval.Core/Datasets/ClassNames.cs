using System.Globalization;
using System.Text.Json;
using ShiftEval.Diagnostics;

namespace ShiftEval.Datasets;

/// <summary>Reads class names, one per output index, from the forms they come in.</summary>
internal static class ClassNames
{
    /// <summary><c>--classes</c>: the file of that name, else a list.</summary>
    /// <exception cref="InputException">It is neither, or the file cannot be used.</exception>
    public static (string Origin, string[] Names) FromOption(string option)
    {
        if (File.Exists(option))
        {
            return (option, FromFile(option));
        }

        return option.Contains(',', StringComparison.Ordinal)
            ? ("--classes", option.Split(',', StringSplitOptions.TrimEntries))
            : throw new InputException(
                "--classes",
                $"'{option}' is neither a file nor a list of names",
                "Separate names by commas, or name a file with one name a line");
    }

    /// <summary>The names in a model's metadata entry.</summary>
    /// <exception cref="InputException">It holds no names.</exception>
    public static string[] FromMetadata(string origin, string json) =>
        FromJson(origin, json) ?? throw new InputException(origin, "holds no class names", "Name the classes with --classes");

    /// <summary>The names in a <c>config.json</c>; null when it has none.</summary>
    /// <exception cref="InputException">It cannot be used.</exception>
    public static string[]? FromConfig(string path) => FromJson(path, ReadText(path));

    private static string[] FromFile(string path)
    {
        string text = ReadText(path);
        if (text.TrimStart() is ['[' or '{', ..])
        {
            return FromMetadata(path, text);
        }

        return [.. text.TrimEnd().Split('\n').Select(line => line.Trim())];
    }

    private static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException(path, $"cannot be read ({exception.Message.TrimEnd('.')})", "Check that the file may be read");
        }
    }

    private static string[]? FromJson(string origin, string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            return root.ValueKind switch
            {
                JsonValueKind.Array => [.. root.EnumerateArray().Select(item => Name(origin, item))],
                JsonValueKind.Object when root.TryGetProperty("id2label", out JsonElement map) => FromMap(origin, map),
                JsonValueKind.Object when IsMap(root) => FromMap(origin, root),
                _ => null,
            };
        }
        catch (JsonException exception)
        {
            throw new InputException(
                origin,
                FormattableString.Invariant($"is not valid JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1})"),
                "Correct it, or name the classes with --classes A,B,…");
        }
    }

    private static bool IsMap(JsonElement root) =>
        root.EnumerateObject().Any() && root.EnumerateObject().All(entry => IndexOf(entry.Name) is not null);

    private static string[] FromMap(string origin, JsonElement map)
    {
        if (map.ValueKind != JsonValueKind.Object)
        {
            throw new InputException(origin, "its id2label is not an object", "Write it as {\"0\": \"A\", \"1\": \"B\"}");
        }

        JsonProperty[] entries = [.. map.EnumerateObject()];
        string?[] names = new string?[entries.Length];
        foreach (JsonProperty entry in entries)
        {
            if (IndexOf(entry.Name) is not { } index || index >= names.Length || names[index] is not null)
            {
                throw new InputException(
                    origin,
                    $"the key '{entry.Name}' of its id2label is no output index, out of range or repeated",
                    $"Give each output index from 0 to {entries.Length - 1} once");
            }

            names[index] = Name(origin, entry.Value);
        }

        return names!;
    }

    private static int? IndexOf(string key) =>
        int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index : null;

    private static string Name(string origin, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        _ => throw new InputException(origin, $"the class name {value.GetRawText()} is not a text", "Write every class name as a JSON string"),
    };
}
