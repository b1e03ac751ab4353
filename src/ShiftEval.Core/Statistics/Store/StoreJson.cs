using System.Text.Json.Serialization;

namespace ShiftEval.Statistics.Store;

/// <summary>Serialiser of the JSON inside metadata texts.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SortedDictionary<string, double>))]
[JsonSerializable(typeof(StatisticsProvenance))]
internal sealed partial class StoreJson : JsonSerializerContext;
