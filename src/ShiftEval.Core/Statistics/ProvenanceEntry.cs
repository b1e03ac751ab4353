using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Statistics;

/// <summary>Reads and writes the metadata entry that tells where a model's statistics come from.</summary>
public static class ProvenanceEntry
{
    /// <summary>The entry of a model; null where ShiftEval did not write its statistics.</summary>
    /// <exception cref="InputException">There is an entry that cannot be read.</exception>
    public static StatisticsProvenance? Read(OnnxModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!model.Metadata.TryGetValue(StatisticsProvenance.MetadataKey, out string? json))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(json, ProvenanceJson.Default.StatisticsProvenance)
                ?? throw new JsonException("it is null");
        }
        catch (JsonException exception)
        {
            throw new InputException($"{model.Name}, metadata {StatisticsProvenance.MetadataKey}", $"cannot be read (what stands at {exception.Path ?? "$"} is missing or of another kind)", "Remove the entry, or take a file that ShiftEval wrote");
        }
    }

    /// <summary>Sets the entry, or takes it out where the model's bytes are those of its first ancestor again.</summary>
    /// <param name="model">A model nobody else uses; changed in place.</param>
    /// <param name="provenance">What to write.</param>
    internal static void Set(OnnxModel model, StatisticsProvenance provenance)
    {
        Remove(model);
        if (Convert.ToHexStringLower(SHA256.HashData(model.ToBytes())) == provenance.SourceSha256)
        {
            return;
        }

        model.Proto.MetadataProps.Add(new StringStringEntryProto
        {
            Key = StatisticsProvenance.MetadataKey,
            Value = JsonSerializer.Serialize(provenance, ProvenanceJson.Default.StatisticsProvenance),
        });
    }

    private static void Remove(OnnxModel model)
    {
        StringStringEntryProto[] kept = [.. model.Proto.MetadataProps.Where(entry => entry.Key != StatisticsProvenance.MetadataKey)];
        model.Proto.MetadataProps.Clear();
        model.Proto.MetadataProps.AddRange(kept);
    }
}

/// <summary>Serialiser of the provenance entry.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StatisticsProvenance))]
internal sealed partial class ProvenanceJson : JsonSerializerContext;
