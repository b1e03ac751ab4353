using System.Globalization;
using Parquet;
using Parquet.Meta;
using Parquet.Schema;
using ShiftEval.Datasets;
using ShiftEval.Diagnostics;

namespace ShiftEval.Predictions;

/// <summary>The rows of a .parquet file, one row group in memory at a time.</summary>
internal sealed class ParquetPredictionRows : IPredictionRows
{
    // Ids and probabilities differ from row to row, and so no honest file packs this many rows into a byte.
    private const long MostRowsPerByte = 1000;

    private readonly string file;
    private readonly ParquetReader reader;
    private readonly DataField?[] fields;
    private readonly ParquetColumn?[] columns;
    private readonly HashSet<int> numbers = [];
    private readonly HashSet<int> texts = [];
    private int group = -1;
    private int inGroup;
    private int groupRows;
    private int row;

    private ParquetPredictionRows(string file, ParquetReader reader)
    {
        this.file = file;
        this.reader = reader;
        fields = [.. reader.Schema.Fields.Select(field => field is DataField { IsArray: false } data ? data : null)];
        columns = new ParquetColumn?[fields.Length];
        Names = [.. reader.Schema.Fields.Select(field => field.Name)];
    }

    public string Unit => "row";

    public IReadOnlyList<string> Names { get; }

    public int FieldCount => Names.Count;

    /// <summary>Reads a file; whatever is wrong with its form is a problem of where · what · remedy.</summary>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public static T Read<T>(string file, ProblemList found, Func<IPredictionRows, T> read)
    {
        try
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            ParquetFooter.Check(stream);
            ParquetReader opened = ParquetReader.CreateAsync(stream, leaveStreamOpen: true).GetAwaiter().GetResult();
            try
            {
                CheckSizes(file, stream.Length, opened.Metadata!);
                return read(new ParquetPredictionRows(file, opened));
            }
            finally
            {
                opened.DisposeAsync().AsTask().GetAwaiter().GetResult();
            }
        }
        catch (Exception exception) when (exception is not InputException)
        {
            // What a damaged file leads a reader to is not foreseen by its exceptions.
            string reason = exception switch
            {
                UnauthorizedAccessException => exception.Message.TrimEnd('.'),
                OutOfMemoryException => "it is damaged, or needs more memory than there is",
                _ => "it is damaged, cut off or no Parquet file",
            };
            found.Add(file, $"cannot be read ({reason})", "Write it anew, or check that the file may be read");
            throw new InputException([.. found.Problems]);
        }
    }

    /// <summary>Refuses columns whose type cannot play their role.</summary>
    /// <exception cref="InputException">There are such columns.</exception>
    public void Choose(PredictionColumns columns)
    {
        numbers.UnionWith(columns.Probabilities);
        int?[] roles =
        [
            columns.IdColumn, columns.ModelColumn, columns.StatisticsColumn, columns.PredictedColumn,
            columns.Manifest.Domain, columns.Manifest.Label, columns.Manifest.Group, columns.Manifest.Split,
        ];
        texts.UnionWith(roles.OfType<int>());
        ProblemList problems = new();
        foreach (int column in numbers.Where(column => !ParquetColumn.IsNumber(fields[column])))
        {
            problems.Add(file, $"its column '{Names[column]}' holds {Kind(column)}, not numbers", "Write probabilities as 64-bit floating-point numbers (double)");
        }

        foreach (int column in texts.Where(column => !ParquetColumn.IsText(fields[column])))
        {
            problems.Add(file, $"its column '{Names[column]}' holds {Kind(column)}, not texts", "Write texts or whole numbers");
        }

        problems.ThrowIfAny();
        texts.UnionWith(columns.Others.Where(HasText));
    }

    public int? Next()
    {
        while (++inGroup >= groupRows)
        {
            if (++group >= reader.RowGroupCount)
            {
                return null;
            }

            Load();
            inGroup = -1;
        }

        return ++row;
    }

    public bool HasText(int column) => ParquetColumn.IsText(fields[column]);

    public string Text(int column, TextPool pool) => columns[column]?.Text(inGroup, pool) ?? "";

    public bool TryNumber(int column, out double value)
    {
        value = columns[column]!.Number(inGroup);
        return !double.IsNaN(value);
    }

    private static void CheckSizes(string file, long bytes, FileMetaData metadata)
    {
        long rows = metadata.RowGroups.Sum(group => Math.Max(group.NumRows, 0));
        if (rows != metadata.NumRows || metadata.RowGroups.Any(group => group.NumRows < 0) || rows > Array.MaxLength || rows / MostRowsPerByte > bytes)
        {
            throw new InputException(file, string.Create(CultureInfo.InvariantCulture, $"says it has {metadata.NumRows} rows, which {bytes} bytes cannot hold"), "Write it anew");
        }
    }

    private string Kind(int column) => fields[column] is { } field ? ParquetColumn.Describe(field) : "lists or structures";

    private void Load()
    {
        using ParquetRowGroupReader source = reader.OpenRowGroupReader(group);
        groupRows = checked((int)source.RowCount);
        foreach (int column in numbers)
        {
            columns[column] = ParquetColumn.Numbers(source, fields[column]!, groupRows);
        }

        foreach (int column in texts)
        {
            columns[column] = ParquetColumn.Texts(source, fields[column]!, groupRows);
        }
    }
}
