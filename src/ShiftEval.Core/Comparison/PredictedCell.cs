using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;
using ShiftEval.Estimation.Balance;

namespace ShiftEval.Comparison;

/// <summary>What one model with one source of statistics predicts in one domain; nothing is measured yet.</summary>
/// <param name="Variant">The model and the spec as given.</param>
/// <param name="Spec">The canonical spec.</param>
/// <param name="Domain">The domain.</param>
/// <param name="Predictions">The predictions.</param>
internal sealed record PredictedCell(VariantResult Variant, string Spec, string Domain, CellPredictions Predictions)
{
    /// <summary>Whether the scored images themselves gave the statistics.</summary>
    public bool IsTransductive { get; init; }

    /// <summary>Whether the samples depend on each other, so that no test that takes them as independent holds.</summary>
    public bool IsDependent { get; init; }

    /// <summary>Samples the statistics were estimated from; null for the file's own.</summary>
    public int? AdaptSamples { get; init; }

    /// <summary>The same samples scored with other seeds of the batches they are cut into; empty where no seed matters.</summary>
    public IReadOnlyList<CellPredictions> Redraws { get; init; } = [];

    /// <summary>How the images of the estimation were weighted to another class mix; null where they all count alike.</summary>
    public BalanceReport? Balance { get; init; }

    /// <summary>How far the statistics are from the file's own; empty for the file's own, and for statistics that depend on the images scored.</summary>
    public IReadOnlyList<LayerShiftResult> LayerShifts { get; init; } = [];

    /// <summary>What to know about how the statistics were estimated.</summary>
    public IReadOnlyList<Warning> Warnings { get; init; } = [];
}
