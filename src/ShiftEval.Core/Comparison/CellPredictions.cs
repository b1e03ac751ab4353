using ShiftEval.Datasets;
using ShiftEval.Metrics;

namespace ShiftEval.Comparison;

/// <summary>What a model predicts for some samples.</summary>
/// <param name="Samples">The samples, labelled or not.</param>
/// <param name="Probabilities">Class probabilities, row-major, shape [n, classes].</param>
internal sealed record CellPredictions(IReadOnlyList<Sample> Samples, double[] Probabilities)
{
    /// <summary>The labelled samples, in the same order.</summary>
    public IReadOnlyList<Sample> Labelled { get; } = [.. Samples.Where(sample => sample.Label is not null)];

    /// <summary>The labelled samples as metrics take them.</summary>
    public ScoredSamples Score(ClassList classes) => ScoredSamples.Labelled(
        [.. Samples.Select(sample => classes.IndexOf(sample.Label))],
        Probabilities,
        [.. Samples.Select(sample => sample.Group)],
        classes.Names.Count);
}
