using System.Globalization;
using ShiftEval.Datasets;

namespace ShiftEval.Predictions;

/// <summary>The rows of a .csv or .tsv file.</summary>
internal sealed class TextPredictionRows : IPredictionRows
{
    private readonly SeparatedText rows;

    public TextPredictionRows(SeparatedText rows)
    {
        this.rows = rows;
        string[] names = rows.ReadNames("sample");

        // Others may write a blank after each comma; what we wrote ourselves stands as it is.
        Names = PredictionColumns.IsOurs(names) ? names : Array.ConvertAll(names, name => name.Trim());
    }

    public string Unit => "line";

    public IReadOnlyList<string> Names { get; }

    public int FieldCount => rows.FieldCount;

    public int? Next() => rows.Next();

    public bool HasText(int column) => true;

    public string Text(int column, TextPool pool) => pool.Get(rows[column]);

    public bool TryNumber(int column, out double value) =>
        double.TryParse(rows[column], NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    public void Choose(PredictionColumns columns)
    {
        // All columns of a row are at hand.
    }
}
