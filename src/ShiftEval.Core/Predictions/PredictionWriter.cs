using ShiftEval.Diagnostics;
using ShiftEval.Files;

namespace ShiftEval.Predictions;

/// <summary>Writes predictions as <c>.csv</c> or <c>.parquet</c>, so that reading gives back the same texts and the same bits.</summary>
/// <remarks>
/// Columns: <c>id, domain, group, split, model, statistics, label, predicted</c>, then <c>p_CLASS</c> for each class in the order of the
/// table, then the samples' own columns. CSV: RFC 4180 in UTF-8 with line feeds, numbers in the shortest form that reads back the same;
/// texts stand as they are, so open files of unknown origin in a spreadsheet as text. Parquet: texts, <c>label</c> and <c>split</c>
/// null where unknown, doubles.
/// </remarks>
public static class PredictionWriter
{
    private const string Csv = ".CSV";
    private const string Parquet = ".PARQUET";

    /// <summary>Names, before any work, what stands in the way of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overwrite">Whether an existing file may be replaced.</param>
    /// <param name="problems">Receives what stands in the way.</param>
    public static void Check(string path, bool overwrite, ProblemList problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (Extension(path) is not (Csv or Parquet))
        {
            problems.Add(path, "does not say in which format predictions are to be written", "End the name with .csv or .parquet");
        }

        AtomicFile.CheckWritable(path, overwrite, problems);
    }

    /// <summary>Writes a table, whole or not at all.</summary>
    /// <param name="path">A <c>.csv</c> or <c>.parquet</c> file.</param>
    /// <param name="table">The table; probabilities are left out where no row has any.</param>
    /// <exception cref="ArgumentException">The format is another, some rows have probabilities and some have none, or one is no number.</exception>
    /// <exception cref="RunFailedException">The file cannot be written.</exception>
    /// <returns>Columns of the samples whose names mean something else in such a file, with the names they got.</returns>
    public static IReadOnlyList<(string From, string To)> Write(string path, PredictionTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.HasProbabilities == table.Rows.Any(row => !row.HasProbabilities) && table.Rows.Count > 0)
        {
            throw new ArgumentException("Some rows have probabilities and some have none.", nameof(table));
        }

        if (table.Probabilities.Any(value => !double.IsFinite(value)))
        {
            throw new ArgumentException("A probability is no number.", nameof(table));
        }

        PredictionLayout layout = new(table);
        switch (Extension(path))
        {
            case Csv:
                AtomicFile.Write(path, stream => CsvPredictions.Write(stream, layout));
                break;
            case Parquet:
                AtomicFile.Write(path, stream => ParquetPredictions.Write(stream, layout));
                break;
            default:
                throw new ArgumentException($"{path} is neither .csv nor .parquet.", nameof(path));
        }

        return layout.Renamed;
    }

    private static string Extension(string path) => Path.GetExtension(path).ToUpperInvariant();
}
