using ShiftEval.Diagnostics;

namespace ShiftEval.Comparison.Results;

/// <summary>A file of predictions that was written.</summary>
public sealed record PredictionResult
{
    /// <summary>The document's format.</summary>
    public string Schema { get; init; } = "shifteval.predict/1";

    /// <summary>The program.</summary>
    public required ToolResult Tool { get; init; }

    /// <summary>The file.</summary>
    public required string Output { get; init; }

    /// <summary>Its hash.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Rows: samples × models × statistics.</summary>
    public required int Rows { get; init; }

    /// <summary>The models.</summary>
    public required IReadOnlyList<ModelResult> Models { get; init; }

    /// <summary>The statistics, as the rows name them.</summary>
    public required IReadOnlyList<string> Statistics { get; init; }

    /// <summary>The domains of the rows, with their samples.</summary>
    public required IReadOnlyList<PredictedDomainResult> Domains { get; init; }

    /// <summary>The classes, in the order of the probabilities.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>The samples left out, with the reason.</summary>
    public required IReadOnlyList<SkippedResult> SkippedSamples { get; init; }

    /// <summary>What the reader must know.</summary>
    public required IReadOnlyList<Warning> Warnings { get; init; }
}

/// <summary>One domain's predicted samples.</summary>
/// <param name="Name">The domain.</param>
/// <param name="Samples">Samples predicted.</param>
/// <param name="Labelled">Those whose class is known.</param>
public sealed record PredictedDomainResult(string Name, int Samples, int Labelled);
