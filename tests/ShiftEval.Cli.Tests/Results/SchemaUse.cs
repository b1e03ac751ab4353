using System.Text.Json;

namespace ShiftEval.Cli.Tests.Results;

/// <summary>Which of the properties that a schema declares documents make use of, as <c>cell/metrics</c>.</summary>
internal sealed class SchemaUse(JsonElement schema)
{
    private const string Root = "result";
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);

    /// <summary>The declared properties that no document has had with a value that is not null.</summary>
    public IEnumerable<string> Unused => Objects(schema)
        .SelectMany(entry => entry.Schema.GetProperty("properties").EnumerateObject().Select(property => $"{entry.Place}/{property.Name}"))
        .Except(seen, StringComparer.Ordinal);

    /// <summary>Every place in the schema that declares properties.</summary>
    public static IEnumerable<(string Place, JsonElement Schema)> Objects(JsonElement schema) =>
    [
        .. Nested(Root, schema),
        .. schema.GetProperty("$defs").EnumerateObject().SelectMany(definition => Nested(definition.Name, definition.Value)),
    ];

    /// <summary>Notes what a document uses.</summary>
    public void Read(JsonElement document) => Visit(Root, schema, document);

    private static IEnumerable<(string Place, JsonElement Schema)> Nested(string place, JsonElement declared) =>
        declared.TryGetProperty("properties", out JsonElement properties)
            ? [(place, declared), .. properties.EnumerateObject().SelectMany(property => Nested($"{place}/{property.Name}", property.Value))]
            : [];

    private void Visit(string place, JsonElement declared, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        if (declared.TryGetProperty("$ref", out JsonElement reference))
        {
            string name = reference.GetString()!.Split('/')[^1];
            Visit(name, schema.GetProperty("$defs").GetProperty(name), value);
        }

        foreach (JsonElement choice in declared.TryGetProperty("anyOf", out JsonElement choices) ? choices.EnumerateArray() : [])
        {
            Visit(place, choice, value);
        }

        if (value.ValueKind == JsonValueKind.Array && declared.TryGetProperty("items", out JsonElement items))
        {
            foreach (JsonElement item in value.EnumerateArray())
            {
                Visit(place, items, item);
            }
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            VisitProperties(place, declared, value);
        }
    }

    private void VisitProperties(string place, JsonElement declared, JsonElement value)
    {
        bool hasProperties = declared.TryGetProperty("properties", out JsonElement properties);
        bool isMap = declared.TryGetProperty("additionalProperties", out JsonElement others) && others.ValueKind == JsonValueKind.Object;
        foreach (JsonProperty property in value.EnumerateObject().Where(property => property.Value.ValueKind != JsonValueKind.Null))
        {
            if (hasProperties && properties.TryGetProperty(property.Name, out JsonElement own))
            {
                seen.Add($"{place}/{property.Name}");
                Visit($"{place}/{property.Name}", own, property.Value);
            }
            else if (isMap)
            {
                Visit(place, others, property.Value);
            }
        }
    }
}
