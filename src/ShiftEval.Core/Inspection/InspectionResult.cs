using System.Text.Json.Serialization;
using ShiftEval.Statistics;

namespace ShiftEval.Inspection;

/// <summary>What a model file is, as far as its BatchNorm statistics are concerned.</summary>
public sealed record InspectionResult
{
    /// <summary>The document's format.</summary>
    public string Schema { get; init; } = "shifteval.inspect/1";

    /// <summary>The file as given.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of the file.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Version of the standard operators.</summary>
    public required long Opset { get; init; }

    /// <summary>Inputs to be fed.</summary>
    public required IReadOnlyList<InspectedValue> Inputs { get; init; }

    /// <summary>Outputs.</summary>
    public required IReadOnlyList<InspectedValue> Outputs { get; init; }

    /// <summary>BatchNorm layers in the order in which a run meets them.</summary>
    public required IReadOnlyList<InspectedLayer> BatchNorm { get; init; }

    /// <summary>Convolutions that may have swallowed a BatchNorm.</summary>
    public required InspectedFolding Folded { get; init; }

    /// <summary>Where the statistics come from, when ShiftEval wrote them.</summary>
    public StatisticsProvenance? Provenance { get; init; }

    /// <summary>Of a bundle, what the numbers of its input <c>domain</c> mean, from 0; else null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Bundle { get; init; }

    /// <summary>What to know about the file as a whole; the last says what recalibration will do.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }
}
