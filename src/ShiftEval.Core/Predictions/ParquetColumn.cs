using System.Globalization;
using System.Text;
using Parquet;
using Parquet.Data;
using Parquet.Schema;
using ShiftEval.Datasets;

namespace ShiftEval.Predictions;

/// <summary>One column of one row group, read whatever its physical type.</summary>
internal sealed class ParquetColumn
{
    private static readonly Type[] Floats = [typeof(double), typeof(float), typeof(Half), typeof(decimal)];
    private static readonly Type[] Integers =
        [typeof(bool), typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong)];

    private static readonly Type[] Words = [typeof(string), typeof(ReadOnlyMemory<char>), typeof(byte[]), typeof(ReadOnlyMemory<byte>)];

    private readonly string?[]? texts;
    private readonly double[]? numbers;

    private ParquetColumn(string?[]? texts, double[]? numbers)
    {
        this.texts = texts;
        this.numbers = numbers;
    }

    public static bool IsNumber(DataField? field) => field is not null && (Floats.Contains(field.ClrType) || Integers.Contains(field.ClrType));

    public static bool IsText(DataField? field) => IsNumber(field) || (field is not null && Words.Contains(field.ClrType));

    /// <summary>What a column holds, for a message.</summary>
    public static string Describe(DataField field) => Words.Contains(field.ClrType) ? "texts" : $"values of type {field.ClrType.Name}";

    /// <summary>A column of numbers; NaN where one is missing.</summary>
    public static ParquetColumn Numbers(ParquetRowGroupReader source, DataField field, int rows)
    {
        using RawColumnData data = Read(source, field);
        double[] read = data switch
        {
            RawColumnData<double> values => Spread(values, rows, field, double.NaN, value => value),
            RawColumnData<float> values => Spread(values, rows, field, double.NaN, value => value),
            RawColumnData<Half> values => Spread(values, rows, field, double.NaN, value => (double)value),
            RawColumnData<decimal> values => Spread(values, rows, field, double.NaN, value => (double)value),
            RawColumnData<bool> values => Spread(values, rows, field, double.NaN, value => value ? 1.0 : 0.0),
            RawColumnData<sbyte> values => Spread(values, rows, field, double.NaN, value => value),
            RawColumnData<byte> values => Spread(values, rows, field, double.NaN, value => value),
            RawColumnData<short> values => Spread(values, rows, field, double.NaN, value => value),
            RawColumnData<ushort> values => Spread(values, rows, field, double.NaN, value => value),
            RawColumnData<int> values => Spread(values, rows, field, double.NaN, value => value),
            RawColumnData<uint> values => Spread(values, rows, field, double.NaN, value => value),
            RawColumnData<long> values => Spread(values, rows, field, double.NaN, value => value),
            RawColumnData<ulong> values => Spread(values, rows, field, double.NaN, value => value),
            _ => throw new NotSupportedException(field.ClrType.Name),
        };
        return new ParquetColumn(null, read);
    }

    /// <summary>A column of texts, or of numbers as texts; null where one is missing.</summary>
    public static ParquetColumn Texts(ParquetRowGroupReader source, DataField field, int rows)
    {
        using RawColumnData data = Read(source, field);
        UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        TextPool pool = new();
        string?[] read = data switch
        {
            RawColumnData<ReadOnlyMemory<char>> values => Spread(values, rows, field, null, value => pool.Get(value.Span)),
            RawColumnData<ReadOnlyMemory<byte>> values => Spread(values, rows, field, null, value => pool.Get(utf8.GetString(value.Span))),
            RawColumnData<double> values => Spread(values, rows, field, null, Text),
            RawColumnData<float> values => Spread(values, rows, field, null, value => Text(value)),
            RawColumnData<Half> values => Spread(values, rows, field, null, value => Text((double)value)),
            RawColumnData<decimal> values => Spread(values, rows, field, null, value => value.ToString(CultureInfo.InvariantCulture)),
            RawColumnData<bool> values => Spread(values, rows, field, null, value => value ? "True" : "False"),
            RawColumnData<sbyte> values => Spread(values, rows, field, null, value => Text(value)),
            RawColumnData<byte> values => Spread(values, rows, field, null, value => Text(value)),
            RawColumnData<short> values => Spread(values, rows, field, null, value => Text(value)),
            RawColumnData<ushort> values => Spread(values, rows, field, null, value => Text(value)),
            RawColumnData<int> values => Spread(values, rows, field, null, value => Text(value)),
            RawColumnData<uint> values => Spread(values, rows, field, null, value => Text(value)),
            RawColumnData<long> values => Spread(values, rows, field, null, value => value.ToString(CultureInfo.InvariantCulture)),
            RawColumnData<ulong> values => Spread(values, rows, field, null, value => value.ToString(CultureInfo.InvariantCulture)),
            _ => throw new NotSupportedException(field.ClrType.Name),
        };
        return new ParquetColumn(read, null);
    }

    public double Number(int row) => numbers![row];

    public string? Text(int row, TextPool pool) =>
        texts is not null ? (texts[row] is { } text ? pool.Get(text) : null) : Text(numbers![row]);

    private static RawColumnData Read(ParquetRowGroupReader source, DataField field) =>
        source.ReadRawColumnDataBaseAsync(field).AsTask().GetAwaiter().GetResult();

    // pandas turns a column of whole numbers with gaps into floating point with NaN.
    private static string? Text(double value) => double.IsNaN(value) ? null : value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Values at their rows: the stored ones are those that are not missing.</summary>
    private static TOut[] Spread<T, TOut>(RawColumnData<T> data, int rows, DataField field, TOut missing, Func<T, TOut> convert)
        where T : struct
    {
        ReadOnlySpan<T> values = data.Values;
        TOut[] all = new TOut[rows];
        if (field.MaxDefinitionLevel == 0)
        {
            for (int i = 0; i < rows; i++)
            {
                all[i] = convert(values[i]);
            }

            return all;
        }

        ReadOnlySpan<int> levels = data.DefinitionLevels;
        int next = 0;
        for (int i = 0; i < rows; i++)
        {
            all[i] = levels[i] == field.MaxDefinitionLevel ? convert(values[next++]) : missing;
        }

        return all;
    }
}
