using ShiftEval.Datasets;

namespace ShiftEval.Predictions;

/// <summary>The rows of a file of predictions, whatever its format, one after the other.</summary>
internal interface IPredictionRows
{
    /// <summary>What rows are counted in: <c>line</c> or <c>row</c>.</summary>
    string Unit { get; }

    /// <summary>The names of the columns.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Moves to the next row.</summary>
    /// <returns>Its number, from 1; null at the end.</returns>
    int? Next();

    /// <summary>The number of fields of the current row.</summary>
    int FieldCount { get; }

    /// <summary>Whether a column holds texts, or numbers that can be written as such.</summary>
    bool HasText(int column);

    /// <summary>The text of a field; empty where it is missing.</summary>
    string Text(int column, TextPool pool);

    /// <summary>The number in a field.</summary>
    /// <returns>False when it holds none.</returns>
    bool TryNumber(int column, out double value);

    /// <summary>Tells which columns will be asked for, before the first row.</summary>
    /// <param name="columns">Their roles.</param>
    void Choose(PredictionColumns columns);
}
