using ShiftEval.Datasets;

namespace ShiftEval.Predictions;

/// <summary>How files of predictions are to be understood.</summary>
public sealed record PredictionOptions
{
    /// <summary>Which columns mean what; those of paths only name the samples.</summary>
    public DatasetOptions Columns { get; init; } = new();

    /// <summary><c>--classes</c>: the classes and their order; null takes the files' own.</summary>
    public string? Classes { get; init; }
}
