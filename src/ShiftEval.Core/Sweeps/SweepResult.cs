using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;

namespace ShiftEval.Sweeps;

/// <summary>Curves of a model's metrics along an axis, in the shape of the sweep document.</summary>
public sealed record SweepResult
{
    /// <summary>The document's format.</summary>
    public string Schema { get; init; } = "shifteval.sweep/1";

    /// <summary>The program.</summary>
    public required ToolResult Tool { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of its file.</summary>
    public required string Sha256 { get; init; }

    /// <summary><c>samples</c>, <c>batch-size</c>, <c>source-weight</c>, <c>momentum</c> or <c>layers</c>.</summary>
    public required string Over { get; init; }

    /// <summary>The canonical spec that is swept.</summary>
    public required string Spec { get; init; }

    /// <summary>The primary metric.</summary>
    public required string Metric { get; init; }

    /// <summary>How far from the plateau still counts as on it.</summary>
    public required double Tolerance { get; init; }

    /// <summary>The first seed; draw d of a point uses seed + d.</summary>
    public required long Seed { get; init; }

    /// <summary>The device that ran.</summary>
    public required string Device { get; init; }

    /// <summary>A curve for each scored domain.</summary>
    public required IReadOnlyList<SweepCurve> Curves { get; init; }

    /// <summary>What the reader must know.</summary>
    public required IReadOnlyList<Warning> Warnings { get; init; }
}

/// <summary>The curve of one domain.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Samples">Labelled images scored.</param>
/// <param name="Stored">The primary metric with the file's own statistics, to see what the curve is worth.</param>
/// <param name="Points">The points, in ascending order.</param>
/// <param name="Plateau">The primary metric at the last point; null on axes that have none.</param>
/// <param name="Enough">The least point from which on the metric stays within the tolerance of the plateau, where that is before the last; else null.</param>
public sealed record SweepCurve(string Domain, int Samples, double? Stored, IReadOnlyList<SweepPoint> Points, double? Plateau, double? Enough);

/// <summary>One point of a curve.</summary>
/// <param name="At">Where on the axis.</param>
/// <param name="Draws">Seeded draws.</param>
/// <param name="Distance">
/// Mean over draws, layers and channels of the 2-Wasserstein distance from the population statistics of all images over their sqrt(variance + ε).
/// </param>
/// <param name="Metrics">By metric; null where it cannot be computed.</param>
public sealed record SweepPoint(double At, int Draws, double Distance, IReadOnlyDictionary<string, SweepValue?> Metrics);

/// <summary>A metric over draws.</summary>
/// <param name="Mean">Its mean.</param>
/// <param name="Sd">Standard deviation, n−1 form; 0 for one draw.</param>
/// <param name="Min">The least value.</param>
/// <param name="Max">The largest value.</param>
public sealed record SweepValue(double Mean, double Sd, double Min, double Max);
