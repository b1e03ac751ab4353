using ShiftEval.Comparison.Results;
using ShiftEval.Datasets;
using ShiftEval.Metrics;

namespace ShiftEval.Comparison;

/// <summary>A finished cell with the samples behind it, for paired differences.</summary>
internal sealed record ScoredCell(CellResult Result, ScoredSamples Samples, DomainRole Role)
{
    public VariantResult Variant => new(Result.Model, Result.Statistics);
}
