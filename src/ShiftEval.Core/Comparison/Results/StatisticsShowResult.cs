using ShiftEval.Statistics;

namespace ShiftEval.Comparison.Results;

/// <summary>What a statistics file or a model holds.</summary>
public sealed record StatisticsShowResult
{
    /// <summary>The document's format.</summary>
    public string Schema { get; init; } = "shifteval.stats-show/1";

    /// <summary>The file or model.</summary>
    public required string Name { get; init; }

    /// <summary>Its SHA-256.</summary>
    public required string Sha256 { get; init; }

    /// <summary><c>shifteval.moments/1</c>, <c>shifteval.statistics/1</c>, or <c>model</c>.</summary>
    public required string Format { get; init; }

    /// <summary>What the layers below were normalised with; null where that is not known.</summary>
    public string? Forward { get; init; }

    /// <summary>How the file came about; null for a model.</summary>
    public string? Origin { get; init; }

    /// <summary>Batches; null where they do not matter.</summary>
    public int? Batches { get; init; }

    /// <summary>Where the statistics come from; null where that is not recorded.</summary>
    public StatisticsProvenance? Provenance { get; init; }

    /// <summary>The layers in node order.</summary>
    public required IReadOnlyList<StoredLayerResult> Layers { get; init; }
}
