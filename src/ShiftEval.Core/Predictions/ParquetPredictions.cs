using Parquet;
using Parquet.Schema;

namespace ShiftEval.Predictions;

/// <summary>Writes predictions as a Parquet file.</summary>
internal static class ParquetPredictions
{
    private const int RowsPerGroup = 100_000;

    // Positions among the leading columns.
    private static readonly int[] Nullable = [Array.IndexOf(PredictionColumns.Leading, "split"), Array.IndexOf(PredictionColumns.Leading, "label")];

    public static void Write(Stream stream, PredictionLayout layout) => WriteAsync(stream, layout).GetAwaiter().GetResult();

    private static async Task WriteAsync(Stream stream, PredictionLayout layout)
    {
        DataField[] leading = [.. PredictionColumns.Leading.Select((name, i) => new DataField<string>(name, Nullable.Contains(i)))];
        DataField[] probabilities = [.. layout.ProbabilityNames.Select(name => new DataField<double>(name))];
        DataField[] own = [.. layout.OwnNames.Select(name => new DataField<string>(name, nullable: false))];
        ParquetSchema schema = new([.. leading, .. probabilities, .. own]);
        ParquetWriter writer = await ParquetWriter.CreateAsync(schema, stream).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            for (int start = 0; start < layout.Table.Rows.Count; start += RowsPerGroup)
            {
                int first = start;
                int count = Math.Min(RowsPerGroup, layout.Table.Rows.Count - start);
                using ParquetRowGroupWriter group = writer.CreateRowGroup();
                string?[][] texts = [.. Enumerable.Range(first, count).Select(layout.Leading)];
                for (int i = 0; i < leading.Length; i++)
                {
                    int column = i;
                    await group.WriteAsync(leading[i], Array.ConvertAll(texts, row => row[column])!).ConfigureAwait(false);
                }

                for (int c = 0; c < probabilities.Length; c++)
                {
                    await group.WriteAsync<double>(probabilities[c], Column(layout, first, count, c)).ConfigureAwait(false);
                }

                for (int i = 0; i < own.Length; i++)
                {
                    int column = i;
                    await group.WriteAsync(own[i], [.. Enumerable.Range(first, count).Select(row => layout.Own(row, column))]).ConfigureAwait(false);
                }
            }
        }
    }

    private static double[] Column(PredictionLayout layout, int first, int count, int column)
    {
        double[] values = new double[count];
        int classes = layout.ProbabilityNames.Count;
        for (int i = 0; i < count; i++)
        {
            values[i] = layout.Table.Probabilities[((long)(first + i) * classes) + column];
        }

        return values;
    }
}
