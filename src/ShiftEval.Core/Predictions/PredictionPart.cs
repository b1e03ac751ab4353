namespace ShiftEval.Predictions;

/// <summary>What one file holds; its labels and predictions are still texts.</summary>
/// <param name="File">The file, as messages name it.</param>
/// <param name="Unit">What its rows are counted in.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Predicted">The predicted class of each row; empty without such a column.</param>
/// <param name="Probabilities">Row-major, in the order of the file's own classes; empty without such columns.</param>
internal sealed record PredictionPart(
    string File,
    string Unit,
    PredictionColumns Columns,
    IReadOnlyList<PredictionRow> Rows,
    IReadOnlyList<string> Predicted,
    double[] Probabilities)
{
    public bool HasProbabilities => Columns.Probabilities.Count > 0;

    /// <summary>A row as messages name it.</summary>
    public string Place(PredictionRow row) => $"{Unit} {row.Sample.RowNumber}";
}
