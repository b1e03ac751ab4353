using System.Text.Json;
using System.Text.Json.Serialization;
using ShiftEval.Diagnostics;

namespace ShiftEval.Scenarios;

/// <summary>A whole protocol in one file: models, data, statistics, and which question each table answers.</summary>
/// <remarks>
/// Paths are relative to the file. The published JSON Schema is <c>docs/scenario.schema.json</c>. Properties with a default have
/// setters: the generated reader would give init-only ones that the file leaves out the default of their type instead.
/// </remarks>
public sealed record ScenarioFile
{
    /// <summary>The only format there is.</summary>
    public const string CurrentSchema = "shifteval.scenario/1";

    /// <summary>Where an editor finds the JSON Schema; without meaning here.</summary>
    [JsonPropertyName("$schema")]
    public string? SchemaReference { get; init; }

    /// <summary>The format.</summary>
    public required string Schema { get; init; }

    /// <summary>What the protocol is called.</summary>
    public required string Title { get; init; }

    /// <summary>What it shows, in a sentence or two.</summary>
    public string? Description { get; init; }

    /// <summary>Manifest or folder of images.</summary>
    public required string Data { get; init; }

    /// <summary>Preprocessing file, or <c>unit</c>; null is looked for beside the models.</summary>
    public string? Preprocess { get; init; }

    /// <summary>Class of each output index.</summary>
    public IReadOnlyList<string> Classes { get; set; } = [];

    /// <summary>The domains trained on; a model with the key <c>leftOut</c> was not trained on that one.</summary>
    public IReadOnlyList<string> Source { get; set; } = [];

    /// <summary>Seed of orders, draws and resampling.</summary>
    public long Seed { get; init; }

    /// <summary>Seed of the division into adapt and test.</summary>
    public long SplitSeed { get; init; }

    /// <summary>Coverage of the intervals.</summary>
    public double Confidence { get; set; } = 0.95;

    /// <summary>Bootstrap replicates.</summary>
    public int Resamples { get; set; } = 2000;

    /// <summary>The primary metric.</summary>
    public string Metric { get; set; } = "balancedAccuracy";

    /// <summary>The models.</summary>
    public required IReadOnlyList<ScenarioModels> Models { get; init; }

    /// <summary>Which statistics are scored on which domains.</summary>
    public required IReadOnlyList<ScenarioRun> Runs { get; init; }

    /// <summary>One table a question.</summary>
    public required IReadOnlyList<ScenarioTable> Tables { get; init; }

    /// <summary>The folder the file is in.</summary>
    [JsonIgnore]
    public string Folder { get; init; } = "";

    /// <summary>Reads and checks a scenario.</summary>
    /// <exception cref="InputException">The file cannot be read or does not say what a scenario must.</exception>
    public static ScenarioFile Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        ScenarioFile scenario = Read(path);
        ProblemList problems = new();
        if (scenario.Schema != CurrentSchema)
        {
            problems.Add(path, $"has the schema {scenario.Schema}", $"This version reads {CurrentSchema}");
        }

        IEnumerable<(string Name, int Count)> lists =
        [
            ("models", scenario.Models.Count),
            ("runs", scenario.Runs.Count),
            ("tables", scenario.Tables.Count),
            .. scenario.Runs.SelectMany((run, r) => new[] { ($"runs[{r}].statistics", run.Statistics.Count), ($"runs[{r}].domains", run.Domains.Count) }),
        ];
        foreach ((string name, int count) in lists)
        {
            if (count == 0)
            {
                problems.Add(path, $"{name} is empty", "Give at least one");
            }
        }

        problems.ThrowIfAny();
        return scenario with { Folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "." };
    }

    private static ScenarioFile Read(string path)
    {
        try
        {
            byte[] json = File.ReadAllBytes(path);
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            ProblemList problems = new();
            ScenarioJsonCheck.Check(document.RootElement, path, problems);
            problems.ThrowIfAny();
            return document.Deserialize(ScenarioJson.Default.ScenarioFile) ?? throw new JsonException("it is null");
        }
        catch (JsonException exception)
        {
            string what = exception.Path is { Length: > 2 } place ? $"{place[2..]} cannot have the value that it is given" : exception.Message.TrimEnd('.');
            throw new InputException(path, $"is not a scenario ({what})", "Correct it after docs/scenario.schema.json");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException(path, $"cannot be read ({exception.Message.TrimEnd('.')})", "Name a scenario file");
        }
    }

    /// <summary>A path of the file as one the process can open.</summary>
    public string Resolve(string path) => Path.GetFullPath(Path.Combine(Folder, path));
}

/// <summary>Models found by a pattern.</summary>
public sealed record ScenarioModels
{
    /// <summary>Path with <c>{key}</c> for what varies: every file that fits is a model, and what stands there is its key.</summary>
    public required string Path { get; init; }

    /// <summary>Keys that all these models have.</summary>
    public IReadOnlyDictionary<string, string> Keys { get; set; } = new Dictionary<string, string>();
}

/// <summary>Statistics scored on domains, for the models whose keys fit.</summary>
public sealed record ScenarioRun
{
    /// <summary>Keys and the values that a model must have; empty takes all models.</summary>
    public IReadOnlyDictionary<string, string> Models { get; set; } = new Dictionary<string, string>();

    /// <summary>Whether a model is among those scored.</summary>
    internal bool Takes(ScenarioModel model) =>
        Models.All(key => model.Keys.TryGetValue(key.Key, out string? value) && key.Value.Split('|').Contains(value, StringComparer.Ordinal));

    /// <summary>Specs.</summary>
    public required IReadOnlyList<string> Statistics { get; init; }

    /// <summary>Domains by name, <c>{leftOut}</c> for the model's own, <c>source</c>, <c>target</c> or <c>*</c>.</summary>
    public required IReadOnlyList<string> Domains { get; init; }
}

/// <summary>One question and how its table is laid out.</summary>
public sealed record ScenarioTable
{
    /// <summary>The question the table answers.</summary>
    public required string Question { get; init; }

    /// <summary>What its rows are: <c>statistics</c>, <c>domain</c>, <c>role</c>, or a key of the models.</summary>
    public required string Rows { get; init; }

    /// <summary>What its columns are.</summary>
    public required string Columns { get; init; }

    /// <summary>The metric shown; null is the scenario's.</summary>
    public string? Metric { get; init; }

    /// <summary>The key whose values are replicates.</summary>
    public string Over { get; set; } = "seed";

    /// <summary>A spec to subtract, same model and domain; null shows the metric itself.</summary>
    public string? Minus { get; init; }

    /// <summary>What a cell must have to be in the table: <c>statistics</c>, <c>domain</c>, <c>role</c> or a key, and its value.</summary>
    public IReadOnlyDictionary<string, string> Where { get; set; } = new Dictionary<string, string>();
}

/// <summary>Reader of scenario files; unknown keys are refused, since a misspelt one would be ignored in silence.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(ScenarioFile))]
internal sealed partial class ScenarioJson : JsonSerializerContext;
