using System.Text.Json;
using System.Text.Json.Serialization;
using ShiftEval.Diagnostics;

namespace ShiftEval.Cli;

/// <summary>Defaults of a project: <c>shifteval.json</c>, found from the working folder upward.</summary>
internal sealed record ProjectFile
{
    public const string FileName = "shifteval.json";

    /// <summary>Manifest or folder, relative to the file.</summary>
    public string? Data { get; init; }

    /// <summary>Which columns mean what.</summary>
    public ProjectColumns Columns { get; init; } = new();

    /// <summary>Preprocessing file, relative to the file, or <c>unit</c>.</summary>
    public string? Preprocess { get; init; }

    /// <summary>The domains trained on.</summary>
    public IReadOnlyList<string> Source { get; init; } = [];

    /// <summary>Class of each output index.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>The folder the file is in.</summary>
    [JsonIgnore]
    public string? Folder { get; init; }

    /// <summary>The nearest project file from <paramref name="start"/> upward; empty defaults where there is none.</summary>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public static ProjectFile Find(string start)
    {
        for (string? folder = Path.GetFullPath(start); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string path = Path.Combine(folder, FileName);
            if (File.Exists(path))
            {
                return Read(path) with { Folder = folder };
            }
        }

        return new ProjectFile();
    }

    /// <summary>A path of the file as one the process can open.</summary>
    public string? Resolve(string? path) => path is null || Folder is null ? path : Path.Combine(Folder, path);

    private static ProjectFile Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), ProjectJson.Default.ProjectFile) ?? throw new JsonException("it is null");
        }
        catch (JsonException exception)
        {
            throw new InputException(path, $"is not a project file ({exception.Message.TrimEnd('.')})", "Correct the JSON; keys are data, columns, preprocess, source, classes");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException(path, $"cannot be read ({exception.Message.TrimEnd('.')})", "Check its permissions");
        }
    }
}

/// <summary>The <c>columns</c> of a project file.</summary>
internal sealed record ProjectColumns
{
    public string? Domain { get; init; }

    public string? Label { get; init; }

    public string? Group { get; init; }

    public string? Split { get; init; }

    public string? Path { get; init; }

    public string? PathTemplate { get; init; }

    public string? SplitValues { get; init; }
}

/// <summary>Reader of the project file; unknown keys are refused, since a misspelt one would be ignored in silence.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(ProjectFile))]
internal sealed partial class ProjectJson : JsonSerializerContext;
