using ShiftEval.Datasets;
using ShiftEval.Diagnostics;
using ShiftEval.Statistics.Store;

namespace ShiftEval.Comparison.Results;

/// <summary>A statistics file that was written.</summary>
public sealed record StatisticsFileResult
{
    /// <summary>The document's format.</summary>
    public string Schema { get; init; } = "shifteval.stats-file/1";

    /// <summary>The file.</summary>
    public required string Output { get; init; }

    /// <summary>Its SHA-256.</summary>
    public required string Sha256 { get; init; }

    /// <summary>What it holds: <c>shifteval.moments/1</c> or <c>shifteval.statistics/1</c>.</summary>
    public required string Format { get; init; }

    /// <summary>What the layers below were normalised with; null where that is not known.</summary>
    public string? Forward { get; init; }

    /// <summary>The canonical spec.</summary>
    public required string Spec { get; init; }

    /// <summary>The domains measured.</summary>
    public required IReadOnlyList<string> Domains { get; init; }

    /// <summary>Images measured.</summary>
    public required int Samples { get; init; }

    /// <summary>Batches; null where they do not matter.</summary>
    public int? Batches { get; init; }

    /// <summary>The layers in node order.</summary>
    public required IReadOnlyList<StoredLayerResult> Layers { get; init; }

    /// <summary>What the reader must know.</summary>
    public required IReadOnlyList<Warning> Warnings { get; init; }

    internal static StatisticsFileResult Of(StatisticsFile file, string output, IReadOnlyList<Warning> warnings) => new()
    {
        Output = output,
        Sha256 = ContentHash.OfFile(output),
        Format = file.Format,
        Forward = file.Forward,
        Spec = file.Provenance!.Spec,
        Domains = file.Provenance.Domains,
        Samples = file.Provenance.Samples,
        Batches = file.Samples?.BatchCount,
        Layers = [.. file.Layers.Select(StoredLayerResult.Of)],
        Warnings = warnings,
    };
}
