using ShiftEval.Comparison.Results;
using ShiftEval.Datasets;
using ShiftEval.Metrics;

namespace ShiftEval.Comparison.Measuring;

/// <summary>A measured cell with the predictions behind it, for what is measured across cells.</summary>
/// <param name="Result">What was measured.</param>
/// <param name="Predicted">The predictions.</param>
/// <param name="Samples">The labelled samples among them.</param>
/// <param name="Role">What the domain is to the model.</param>
internal sealed record ScoredCell(CellResult Result, PredictedCell Predicted, ScoredSamples Samples, DomainRole Role)
{
    /// <summary>The same samples scored with other seeds of the batches they are cut into; empty where no seed matters.</summary>
    public IReadOnlyList<ScoredSamples> Redraws { get; init; } = [];

    /// <summary>Whether the samples depend on each other, so that no test that takes them as independent holds.</summary>
    public bool IsDependent => Predicted.IsDependent;

    public VariantResult Variant => Predicted.Variant;
}
