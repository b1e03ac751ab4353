using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;
using ShiftEval.Metrics;

namespace ShiftEval.Scenarios;

/// <summary>What a scenario found: one table a question.</summary>
public sealed record ScenarioResult
{
    /// <summary>The document's format.</summary>
    public string Schema { get; init; } = "shifteval.scenario-result/1";

    /// <summary>The program.</summary>
    public required ToolResult Tool { get; init; }

    /// <summary>The scenario's title.</summary>
    public required string Title { get; init; }

    /// <summary>The scenario's description.</summary>
    public string? Description { get; init; }

    /// <summary>Hash over the ids, files, labels and splits of the data.</summary>
    public required string DataSha256 { get; init; }

    /// <summary>Seed of orders, draws and resampling.</summary>
    public required long Seed { get; init; }

    /// <summary>Coverage of the intervals.</summary>
    public required double Confidence { get; init; }

    /// <summary>Models scored.</summary>
    public required int Models { get; init; }

    /// <summary>Cells in all, those computed before among them.</summary>
    public required int Cells { get; init; }

    /// <summary>The tables.</summary>
    public required IReadOnlyList<TableResult> Tables { get; init; }

    /// <summary>What the reader must know.</summary>
    public required IReadOnlyList<Warning> Warnings { get; init; }
}

/// <summary>The answer to one question.</summary>
/// <param name="Question">The question.</param>
/// <param name="Metric">The metric shown.</param>
/// <param name="Minus">The spec subtracted, or null.</param>
/// <param name="Rows">What the rows are.</param>
/// <param name="Columns">What the columns are.</param>
/// <param name="Over">What the replicates are.</param>
/// <param name="Cells">The cells that have values.</param>
/// <param name="NextDomain">What to expect at a domain not seen yet; null with fewer than three left-out domains, for differences, and for metrics that are no shares.</param>
public sealed record TableResult(string Question, string Metric, string? Minus, string Rows, string Columns, string Over, IReadOnlyList<TableCell> Cells, IReadOnlyList<TableNextDomain>? NextDomain = null);

/// <summary>One cell of a table: replicates and what they come to.</summary>
/// <param name="Row">Its row.</param>
/// <param name="Column">Its column.</param>
/// <param name="Mean">Mean over replicates; null where no replicate has a value.</param>
/// <param name="Sd">Standard deviation of single replicates (ddof 1); null for fewer than two.</param>
/// <param name="N">Number of replicates.</param>
/// <param name="Replicates">The replicates.</param>
public sealed record TableCell(string Row, string Column, double? Mean, double? Sd, int N, IReadOnlyList<TableReplicate> Replicates)
{
    /// <summary>Standard error of the mean over replicates, SD/√n; null for fewer than two.</summary>
    public double? Sem => Sd / Math.Sqrt(N);
}

/// <summary>A share over the domains that models left out of training, each scored by a model that never saw it.</summary>
/// <param name="Row">The row it is of; null where the rows are the domains.</param>
/// <param name="Column">The column it is of; null where the columns are the domains.</param>
/// <param name="Result">Random effects over these domains.</param>
public sealed record TableNextDomain(string? Row, string? Column, RandomEffectsResult Result);

/// <summary>One replicate's value.</summary>
/// <param name="Name">The value of the key that replicates differ in; empty where they have none.</param>
/// <param name="Value">Mean over the cells of the replicate.</param>
/// <param name="Cells">Number of these cells.</param>
/// <param name="Samples">Scored samples in all.</param>
/// <param name="Low">Lower limit where the replicate is one cell.</param>
/// <param name="High">Upper limit where the replicate is one cell.</param>
/// <param name="P">p of the paired test, for a difference of one cell.</param>
public sealed record TableReplicate(string Name, double? Value, int Cells, int Samples, double? Low, double? High, double? P);
