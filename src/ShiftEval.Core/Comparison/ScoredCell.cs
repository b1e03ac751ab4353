using ShiftEval.Comparison.Results;
using ShiftEval.Datasets;
using ShiftEval.Metrics;

namespace ShiftEval.Comparison;

/// <summary>A finished cell with the samples behind it, for paired differences.</summary>
internal sealed record ScoredCell(CellResult Result, ScoredSamples Samples, DomainRole Role)
{
    /// <summary>The same samples scored with other seeds of the batches they are cut into; empty where no seed matters.</summary>
    public IReadOnlyList<ScoredSamples> Redraws { get; init; } = [];

    /// <summary>Whether the samples depend on each other, so that no test that takes them as independent holds.</summary>
    public bool IsDependent { get; init; }

    public VariantResult Variant => new(Result.Model, Result.Statistics);
}
