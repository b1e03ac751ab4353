using ShiftEval.Datasets;

namespace ShiftEval.Predictions;

/// <summary>What one model with one source of statistics predicts for one sample; the probabilities are in the table.</summary>
/// <param name="Sample">The sample; its path is empty where a file of predictions does not name the image.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Statistics">Where mean and variance came from, as results show it.</param>
public sealed record PredictionRow(Sample Sample, string Model, string Statistics)
{
    /// <summary>Whether probabilities were given; otherwise the table holds 1 for the predicted class and 0 for the others.</summary>
    public bool HasProbabilities { get; init; } = true;
}
