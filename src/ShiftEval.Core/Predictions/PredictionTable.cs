using ShiftEval.Datasets;
using ShiftEval.Diagnostics;

namespace ShiftEval.Predictions;

/// <summary>Predictions sample by sample, of any number of models and sources of statistics.</summary>
/// <remarks>Arrays are kept, not copied: leave them alone afterwards.</remarks>
public sealed record PredictionTable
{
    /// <summary>A table of predictions.</summary>
    /// <param name="classes">The names of the classes, in the order of the probabilities.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="probabilities">Class probabilities, row-major, shape [rows, classes].</param>
    /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
    public PredictionTable(IReadOnlyList<string> classes, IReadOnlyList<PredictionRow> rows, double[] probabilities)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(probabilities);
        if (probabilities.LongLength != (long)rows.Count * classes.Count)
        {
            throw new ArgumentException($"{probabilities.Length} probabilities are not {rows.Count} rows of {classes.Count}.", nameof(probabilities));
        }

        Classes = classes;
        Rows = rows;
        Probabilities = probabilities;
    }

    /// <summary>The names of the classes, in the order of the probabilities.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The rows.</summary>
    public IReadOnlyList<PredictionRow> Rows { get; }

    /// <summary>Class probabilities, row-major, shape [rows, classes].</summary>
    public double[] Probabilities { get; }

    /// <summary>Whether every row has probabilities.</summary>
    public bool HasProbabilities => Rows.All(row => row.HasProbabilities);

    /// <summary>The samples of the rows with what is known of their columns; a sample appears as often as it was predicted.</summary>
    public Dataset Dataset
    {
        get => field ?? new Dataset("predictions", [.. Rows.Select(row => row.Sample)]);
        init;
    }

    /// <summary>Where the names of the classes come from.</summary>
    public string ClassOrigin { get; init; } = "predictions";

    /// <summary>What the reader of a result must know about how the table was read.</summary>
    public IReadOnlyList<Warning> Warnings { get; init; } = [];

    /// <summary>The most probable class of each row, the first of equals, shape [rows].</summary>
    public int[] Predicted() => Metrics.Probabilities.MostProbable(Probabilities, Classes.Count);
}
