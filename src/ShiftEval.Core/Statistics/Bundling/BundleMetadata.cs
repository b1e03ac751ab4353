using System.Text.Json;
using System.Text.Json.Serialization;
using ShiftEval.Diagnostics;
using ShiftEval.Onnx;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Statistics.Bundling;

/// <summary>Reads and writes the metadata entry with the names of a bundle's choices.</summary>
public static class BundleMetadata
{
    /// <summary>The metadata key; its value is a JSON array of names, each at the number that is fed for it.</summary>
    public const string Key = "shifteval.domains";

    /// <summary>The graph input that says which statistics each sample is normalised with.</summary>
    public const string InputName = "domain";

    /// <summary>The name of choice 0: the statistics that the model had.</summary>
    public const string Stored = "stored";

    /// <summary>The names of the choices, <see cref="Stored"/> first; null for a model that is no bundle.</summary>
    /// <exception cref="InputException">There is an entry that cannot be read.</exception>
    public static IReadOnlyList<string>? Read(OnnxModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!model.Metadata.TryGetValue(Key, out string? json))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(json, BundleJson.Default.IReadOnlyListString) ?? throw new JsonException("it is null");
        }
        catch (JsonException exception)
        {
            throw new InputException($"{model.Name}, metadata {Key}", $"cannot be read (what stands at {exception.Path ?? "$"} is missing or of another kind)", "Remove the entry, or take a file that ShiftEval wrote");
        }
    }

    /// <summary>Refuses a bundle where images are all that can be fed.</summary>
    /// <exception cref="InputException">The model is a bundle.</exception>
    public static void Refuse(OnnxModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (Read(model) is { } names)
        {
            throw new InputException(
                model.Name,
                $"is a bundle of the statistics {string.Join(", ", names)}, whose input {InputName} must be told each sample's domain",
                "Use the model that it was made from, or files with the statistics of one domain each");
        }
    }

    internal static void Set(ModelProto model, IReadOnlyList<string> names) =>
        model.MetadataProps.Add(new StringStringEntryProto { Key = Key, Value = JsonSerializer.Serialize(names, BundleJson.Default.IReadOnlyListString) });
}

/// <summary>Serialiser of the names.</summary>
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class BundleJson : JsonSerializerContext;
