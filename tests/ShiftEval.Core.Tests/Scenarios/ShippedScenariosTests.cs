using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using ShiftEval.Inference;
using ShiftEval.Metrics;
using ShiftEval.Scenarios;

namespace ShiftEval.Tests.Scenarios;

/// <summary>The scenario files of the repository, and the schema that they and others are written after.</summary>
public sealed class ShippedScenariosTests
{
    private static readonly string Root = FindRoot();

    public static TheoryData<string> Names => [.. Directory.EnumerateFiles(Path.Combine(Root, "scenarios"), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Fact]
    public void Folder_HasTheFiveProtocols() =>
        Assert.Equal(["batch-size", "ema-vs-precise", "leave-one-lab-out", "mixed-batch", "wrong-lab"], Names.Select(row => row.Data));

    [Theory]
    [MemberData(nameof(Names))]
    public void Scenario_Shipped_FitsModelsAndDataAndFillsItsTables(string name)
    {
        ScenarioFile scenario = ScenarioFile.Load(Path.Combine(Root, "scenarios", $"{name}.json"));

        // The plan refuses what does not fit: models, keys, specs, domains, tables without cells.
        ScenarioPlan plan = ScenarioPlan.Prepare(scenario, new ScenarioOptions { Output = "none", Inference = new InferenceOptions { Device = DeviceKind.Cpu } }, CancellationToken.None);

        Assert.NotEmpty(plan.Cells);
        Assert.All(plan.Models, model => Assert.Contains(plan.Cells, cell => cell.Model == model));
        Assert.Equal(plan.Cells.Count, plan.Cells.Select(cell => cell.Key).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Scenario_Shipped_UsesOnlyWhatTheSchemaDeclares(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Root, "scenarios", $"{name}.json")));
        using JsonDocument schema = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Root, "docs", "scenario.schema.json")));

        Assert.Equal("../docs/scenario.schema.json", document.RootElement.GetProperty("$schema").GetString());
        AssertValid(document.RootElement, schema.RootElement, schema.RootElement);
    }

    [Fact]
    public void Schema_Properties_AreTheReaders()
    {
        using JsonDocument schema = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Root, "docs", "scenario.schema.json")));

        AssertSame(schema.RootElement, typeof(ScenarioFile));
        AssertSame(Items(schema, "models"), typeof(ScenarioModels));
        AssertSame(Items(schema, "runs"), typeof(ScenarioRun));
        AssertSame(Items(schema, "tables"), typeof(ScenarioTable));
        JsonElement properties = schema.RootElement.GetProperty("properties");
        Assert.Equal(ScenarioFile.CurrentSchema, properties.GetProperty("schema").GetProperty("const").GetString());
        Assert.Equal(MetricCatalog.Names, properties.GetProperty("metric").GetProperty("enum").EnumerateArray().Select(item => item.GetString()!));
        Assert.Equal(MetricCatalog.Names, Items(schema, "tables").GetProperty("properties").GetProperty("metric").GetProperty("enum").EnumerateArray().Select(item => item.GetString()!));
    }

    private static JsonElement Items(JsonDocument schema, string list) => schema.RootElement.GetProperty("properties").GetProperty(list).GetProperty("items");

    private static void AssertSame(JsonElement schema, Type type)
    {
        PropertyInfo[] properties = [.. type.GetProperties().Where(property => property.GetCustomAttribute<JsonIgnoreAttribute>() is null)];
        Assert.Equal(properties.Select(NameOf).Order(StringComparer.Ordinal), schema.GetProperty("properties").EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            properties.Where(property => property.GetCustomAttribute<System.Runtime.CompilerServices.RequiredMemberAttribute>() is not null).Select(NameOf).Order(StringComparer.Ordinal),
            schema.GetProperty("required").EnumerateArray().Select(name => name.GetString()!).Order(StringComparer.Ordinal));
        Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
    }

    private static string NameOf(PropertyInfo property) =>
        property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    private static void AssertValid(JsonElement value, JsonElement schema, JsonElement root)
    {
        if (schema.TryGetProperty("$ref", out JsonElement reference))
        {
            schema = reference.GetString()!.Split('/').Skip(1).Aggregate(root, (at, name) => at.GetProperty(name));
        }

        if (schema.TryGetProperty("enum", out JsonElement choices))
        {
            Assert.Contains(value.GetString(), choices.EnumerateArray().Select(choice => choice.GetString()));
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                JsonElement extra = schema.GetProperty("additionalProperties");
                Assert.All(value.EnumerateObject(), property =>
                {
                    bool declared = schema.TryGetProperty("properties", out JsonElement properties) && properties.TryGetProperty(property.Name, out _);
                    Assert.True(declared || extra.ValueKind == JsonValueKind.Object, $"{property.Name} is not declared");
                    AssertValid(property.Value, declared ? schema.GetProperty("properties").GetProperty(property.Name) : extra, root);
                });
                Assert.All(schema.TryGetProperty("required", out JsonElement required) ? required.EnumerateArray() : [], name => Assert.True(value.TryGetProperty(name.GetString()!, out _), $"{name} is missing"));
                break;
            case JsonValueKind.Array:
                Assert.Equal("array", schema.GetProperty("type").GetString());
                Assert.All(value.EnumerateArray(), item => AssertValid(item, schema.GetProperty("items"), root));
                break;
            case JsonValueKind.String:
                Assert.True(!schema.TryGetProperty("type", out JsonElement type) || type.GetString() == "string");
                break;
        }
    }

    private static string FindRoot()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "ShiftEval.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run outside the repository.");
        }

        return folder;
    }
}
