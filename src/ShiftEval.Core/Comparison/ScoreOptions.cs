using ShiftEval.Diagnostics;
using ShiftEval.Metrics;
using ShiftEval.Predictions;

namespace ShiftEval.Comparison;

/// <summary>Which predictions are measured, and how.</summary>
public sealed record ScoreOptions
{
    /// <summary>Files of predictions; at least one.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>How the files are to be understood.</summary>
    public PredictionOptions Predictions { get; init; } = new();

    /// <summary><c>--domain</c>; empty for all.</summary>
    public IReadOnlyList<string> Domains { get; init; } = [];

    /// <summary><c>--source</c>; empty to take the project file's.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary><c>source</c> of the project file; empty to take every domain that has <c>train</c> rows.</summary>
    public IReadOnlyList<string> ProjectSources { get; init; } = [];

    /// <summary>Metrics, intervals and tests.</summary>
    public MetricOptions Metrics { get; init; } = new();

    /// <summary>What is measured besides the metrics of each cell.</summary>
    public MeasureOptions Measures { get; init; } = new();

    /// <summary>Statistics or a model's name that differences start from; null takes those of the first row.</summary>
    public string? Reference { get; init; }

    /// <summary>Requirements, as <c>--require</c> takes them.</summary>
    public IReadOnlyList<string> Requirements { get; init; } = [];

    /// <summary>What is wrong with the options themselves: refused together with what is wrong with the files.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];
}
