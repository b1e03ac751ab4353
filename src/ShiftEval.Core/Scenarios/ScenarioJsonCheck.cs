using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ShiftEval.Diagnostics;

namespace ShiftEval.Scenarios;

/// <summary>Holds a scenario's JSON against what its reader takes, so that every misspelt, missing or empty property is named at once.</summary>
internal static class ScenarioJsonCheck
{
    public static void Check(JsonElement root, string file, ProblemList problems) =>
        Check(root, ScenarioJson.Default.ScenarioFile, file, "", problems);

    private static void Check(JsonElement element, JsonTypeInfo type, string file, string place, ProblemList problems)
    {
        switch (type.Kind, element.ValueKind)
        {
            case (JsonTypeInfoKind.Object, JsonValueKind.Object):
                CheckObject(element, type, file, place, problems);
                break;
            case (JsonTypeInfoKind.Enumerable, JsonValueKind.Array):
                int index = 0;
                foreach (JsonElement item in element.EnumerateArray())
                {
                    CheckItem(item, type.ElementType!, file, $"{place}[{index++}]", problems);
                }

                break;
            case (JsonTypeInfoKind.Dictionary, JsonValueKind.Object):
                foreach (JsonProperty entry in element.EnumerateObject())
                {
                    CheckItem(entry.Value, type.ElementType!, file, $"{place}.{entry.Name}", problems);
                }

                break;
        }
    }

    private static void CheckObject(JsonElement element, JsonTypeInfo type, string file, string place, ProblemList problems)
    {
        Dictionary<string, JsonPropertyInfo> known = type.Properties.Where(property => property.Get is not null).ToDictionary(property => property.Name, StringComparer.Ordinal);
        string prefix = place.Length == 0 ? "" : $"{place}.";
        HashSet<string> met = new(StringComparer.Ordinal);
        foreach (JsonProperty property in element.EnumerateObject())
        {
            string where = $"{file}, {prefix}{property.Name}";
            if (!met.Add(property.Name))
            {
                problems.Add(where, "is given twice", "Give it once");
            }
            else if (!known.TryGetValue(property.Name, out JsonPropertyInfo? info))
            {
                problems.Add(where, "is not a property there", $"Properties, nearest first: {NearestNames.Describe(property.Name, known.Keys)}");
            }
            else if (!info.IsSetNullable || property.Value.ValueKind != JsonValueKind.Null)
            {
                CheckItem(property.Value, info.PropertyType, file, prefix + property.Name, problems);
            }
        }

        foreach (string name in known.Values.Where(property => property.IsRequired && !met.Contains(property.Name)).Select(property => property.Name))
        {
            problems.Add(place.Length == 0 ? file : $"{file}, {place}", $"{name} is missing", "Give it, see docs/scenario.schema.json");
        }
    }

    private static void CheckItem(JsonElement value, Type type, string file, string place, ProblemList problems)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            problems.Add($"{file}, {place}", "is null", "Give a value, or leave it out");
        }
        else
        {
            Check(value, ScenarioJson.Default.GetTypeInfo(type)!, file, place, problems);
        }
    }
}
