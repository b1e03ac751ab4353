using ShiftEval.Comparison.Results;
using ShiftEval.Gates;

namespace ShiftEval.Comparison.Measuring;

/// <summary>What predictions came to, in the shape of the results document.</summary>
internal sealed record MeasuredCells
{
    public required IReadOnlyList<CellResult> Cells { get; init; }

    public required IReadOnlyList<DifferenceResult> Differences { get; init; }

    public required IReadOnlyList<SliceResult> Slices { get; init; }

    public required IReadOnlyList<SummaryResult> Summary { get; init; }

    public required IReadOnlyList<GateResult> Requirements { get; init; }

    public required IReadOnlyList<LayerProfileResult> LayerShifts { get; init; }
}
