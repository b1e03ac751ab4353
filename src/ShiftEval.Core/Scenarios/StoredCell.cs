using System.Text.Json.Serialization;
using ShiftEval.Metrics;

namespace ShiftEval.Scenarios;

/// <summary>A finished cell as it is kept on disk: the predictions, from which every metric and paired difference follows.</summary>
internal sealed record StoredCell
{
    public required string Statistics { get; init; }

    public required string Domain { get; init; }

    public required string Role { get; init; }

    public required bool Transductive { get; init; }

    public required int Classes { get; init; }

    public required int[] Truth { get; init; }

    public required int[] Predicted { get; init; }

    public required int[] Group { get; init; }

    public required double[] Probabilities { get; init; }

    public static StoredCell Of(string statistics, string domain, string role, bool transductive, ScoredSamples samples) => new()
    {
        Statistics = statistics,
        Domain = domain,
        Role = role,
        Transductive = transductive,
        Classes = samples.Classes,
        Truth = [.. samples.Truth],
        Predicted = [.. samples.Predicted],
        Group = [.. samples.Group],
        Probabilities = [.. samples.Probabilities],
    };

    public ScoredSamples ToSamples() => new(Truth, Predicted, Probabilities, Group, Classes);
}

/// <summary>Serialiser of kept cells.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(StoredCell))]
internal sealed partial class StoredCellJson : JsonSerializerContext;
