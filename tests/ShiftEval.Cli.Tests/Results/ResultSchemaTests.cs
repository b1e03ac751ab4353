using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using ShiftEval.Metrics;
using ShiftEval.Tests.Shipped;

namespace ShiftEval.Cli.Tests.Results;

/// <summary><c>docs/result.schema.json</c> against what commands write: neither says more than the other.</summary>
public sealed class ResultSchemaTests(ResultDocuments documents) : IClassFixture<ResultDocuments>
{
    private static readonly string Text = File.ReadAllText(RepositoryFolder.At("docs", "result.schema.json"));
    private static readonly JsonSchema Schema = JsonSchema.FromText(Text);
    private static readonly JsonElement Declared = JsonElement.Parse(Text);

    [Fact]
    public void Documents_OfEveryCommand_AreValid() =>
        Assert.All(documents.ByName, document => Assert.True(Problems(document.Value).Length == 0, $"{document.Key}: {string.Join("; ", Problems(document.Value).Take(5))}"));

    [Fact]
    public void Schema_EveryProperty_OccursWithAValueInSomeDocument()
    {
        SchemaUse use = new(Declared);
        foreach (JsonElement document in documents.ByName.Values)
        {
            use.Read(document);
        }

        Assert.Empty(use.Unused);
    }

    [Fact]
    public void Schema_EveryObject_IsClosedRequiredAndDescribed()
    {
        (string Place, JsonElement Schema)[] objects = [.. SchemaUse.Objects(Declared).Where(entry => entry.Schema.TryGetProperty("type", out _))];

        Assert.True(objects.Length > 20);
        Assert.All(objects, entry =>
        {
            string[] properties = [.. entry.Schema.GetProperty("properties").EnumerateObject().Select(property => property.Name)];
            Assert.False(entry.Schema.GetProperty("additionalProperties").GetBoolean());
            Assert.Equal(properties.Where(name => name != "quadraticKappa"), entry.Schema.GetProperty("required").EnumerateArray().Select(name => name.GetString()!));
            Assert.All(entry.Schema.GetProperty("properties").EnumerateObject(), property => Assert.NotEqual("", property.Value.GetProperty("description").GetString()));
        });
    }

    [Fact]
    public void Schema_ClosedSets_AreTheCodes()
    {
        JsonElement definitions = Declared.GetProperty("$defs");
        string[] metrics = [.. MetricCatalog.All.Select(metric => metric.Name)];
        string[] intervals = [.. Values(Property("metricValue", "interval")).Union(Values(Property("difference", "interval")), StringComparer.Ordinal)];

        Assert.Equal(metrics, Values(definitions.GetProperty("metric")));
        Assert.Equal(metrics, definitions.GetProperty("metrics").GetProperty("properties").EnumerateObject().Select(property => property.Name));
        Assert.Equal(Constants(typeof(IntervalNames)), intervals.Order(StringComparer.Ordinal));
        Assert.Equal(Constants(typeof(TestNames)), Values(Property("difference", "test")).Order(StringComparer.Ordinal));

        JsonElement Property(string definition, string name) => definitions.GetProperty(definition).GetProperty("properties").GetProperty(name);
    }

    [Theory]
    [InlineData("", "\"surprise\": 1")]
    [InlineData("cells/0", "\"surprise\": null")]
    [InlineData("cells/0/metrics", "\"surprise\": null")]
    [InlineData("cells/0/metrics/accuracy", "\"value\": 1.2")]
    [InlineData("cells/0/metrics/accuracy", "\"value\": \"0.5\"")]
    [InlineData("cells/0/metrics/nll", "\"low\": -0.5")]
    [InlineData("cells/0/metrics/kappa", "\"high\": 1.5")]
    [InlineData("cells/0/metrics/auroc", "\"interval\": \"guessed\"")]
    [InlineData("cells/0", "\"samples\": 1.5")]
    [InlineData("differences/0", "\"p\": -0.1")]
    [InlineData("differences/0", "\"verdict\": \"perhaps\"")]
    [InlineData("data/domains/0", "\"role\": \"Source\"")]
    [InlineData("settings", "\"metric\": \"f1\"")]
    [InlineData("models/0", "\"sha256\": \"00\"")]
    [InlineData("", "\"schema\": \"shifteval.compare/2\"")]
    [InlineData("warnings/0", "\"code\": \"Few groups\"")]
    public void Document_ValueThatIsNone_IsRefused(string place, string property)
    {
        JsonNode document = JsonNode.Parse(documents.ByName["compare.json"].GetRawText())!;
        foreach ((string name, JsonNode? value) in JsonNode.Parse($"{{{property}}}")!.AsObject())
        {
            At(document, place)[name] = value?.DeepClone();
        }

        Assert.NotEmpty(Problems(JsonSerializer.SerializeToElement(document)));
    }

    [Fact]
    public void Document_AnyFieldMissing_IsRefused()
    {
        JsonNode whole = JsonNode.Parse(documents.ByName["compare.json"].GetRawText())!;
        whole["cells"]!.AsArray().RemoveRange(1, whole["cells"]!.AsArray().Count - 1);
        Assert.True(Schema.Evaluate(JsonSerializer.SerializeToElement(whole)).IsValid);
        foreach (string place in new[] { "", "tool", "models/0", "models/0/image", "data", "data/domains/0", "settings", "cells/0", "cells/0/metrics/accuracy", "cells/0/cases", "differences/0", "summary/0", "slices/0", "requirements/0", "warnings/0" })
        {
            foreach (string name in At(whole, place).AsObject().Select(property => property.Key))
            {
                JsonNode document = whole.DeepClone();
                At(document, place).AsObject().Remove(name);
                Assert.False(Schema.Evaluate(JsonSerializer.SerializeToElement(document)).IsValid, $"{place}/{name}");
            }
        }
    }

    private static JsonNode At(JsonNode document, string place) =>
        place.Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(document, (at, step) => int.TryParse(step, out int index) ? at[index]! : at[step]!);

    private static string[] Problems(JsonElement document) =>
    [
        .. (Schema.Evaluate(document, new EvaluationOptions { OutputFormat = OutputFormat.List }) is { IsValid: false } result ? result.Details ?? [] : [])
            .Where(detail => detail.Errors is not null)
            .Select(detail => $"{detail.InstanceLocation} {string.Join(", ", detail.Errors!.Values)}"),
    ];

    private static IEnumerable<string> Values(JsonElement choices) => choices.GetProperty("enum").EnumerateArray().Select(value => value.GetString()).OfType<string>();

    private static IEnumerable<string> Constants(Type type) => type.GetFields().Select(field => (string)field.GetRawConstantValue()!).Order(StringComparer.Ordinal);
}
