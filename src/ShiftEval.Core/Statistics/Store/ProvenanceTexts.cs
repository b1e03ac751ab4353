using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ShiftEval.Diagnostics;

namespace ShiftEval.Statistics.Store;

/// <summary>A provenance as the metadata of a statistics file: the same keys as in a model, every value a text.</summary>
/// <remarks>Texts as they are, numbers in decimal, lists and objects as their JSON. The sample hashes are a tensor of the file instead.</remarks>
internal static class ProvenanceTexts
{
    private const string Source = "sourceSha256";
    private static readonly string[] Numbers = ["samples", "splitSeed", "seed", "batchSize"];
    private static readonly string[] Structures = ["domains", "preprocess", "folded"];

    public static Dictionary<string, string> Of(StatisticsProvenance provenance)
    {
        JsonObject entry = JsonSerializer.SerializeToNode(provenance with { SampleHashes = null }, StoreJson.Default.StatisticsProvenance)!.AsObject();
        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        foreach ((string key, JsonNode? value) in entry)
        {
            texts[key] = value is JsonValue text && text.TryGetValue(out string? plain) ? plain : value?.ToJsonString() ?? "null";
        }

        return texts;
    }

    /// <summary>Reads it back; null where the file says nothing of the kind.</summary>
    /// <exception cref="InputException">A key is missing or cannot be read.</exception>
    public static StatisticsProvenance? Read(IReadOnlyDictionary<string, string> texts, string name)
    {
        if (!texts.ContainsKey(Source))
        {
            return null;
        }

        JsonObject entry = [];
        string at = Source;
        try
        {
            foreach ((string key, string text) in texts)
            {
                at = key;
                entry[key] = Numbers.Contains(key, StringComparer.Ordinal) ? JsonValue.Create(long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture))
                    : Structures.Contains(key, StringComparer.Ordinal) ? JsonNode.Parse(text)
                    : JsonValue.Create(text);
            }

            StatisticsProvenance provenance = JsonSerializer.Deserialize(entry, StoreJson.Default.StatisticsProvenance)!;

            // The serialiser lets null pass where a list belongs.
            at = provenance.Domains is null || provenance.Domains.Any(domain => domain is null) ? "domains"
                : provenance.Samples < 0 ? "samples"
                : provenance.Folded is { } folded && (folded.Domains is null || folded.Domains.Any(domain => domain is null)) ? "folded"
                : "";
            if (at.Length == 0)
            {
                return provenance;
            }
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            throw new InputException($"{name}, metadata {at}", $"is {texts[at]}, which is not a whole number", "Collect the statistics again");
        }
        catch (JsonException exception)
        {
            throw new InputException($"{name}, metadata", $"cannot be read ({exception.Message.TrimEnd('.')})", "Collect the statistics again");
        }

        throw new InputException($"{name}, metadata {at}", $"is {texts[at]}, which cannot be", "Collect the statistics again");
    }
}
