using System.Globalization;
using System.Text;

namespace ShiftEval.Predictions;

/// <summary>Writes predictions as comma-separated text.</summary>
internal static class CsvPredictions
{
    public static void Write(Stream stream, PredictionLayout layout)
    {
        using StreamWriter text = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), bufferSize: 1 << 16, leaveOpen: true);
        Line(text, [.. PredictionColumns.Leading, .. layout.ProbabilityNames, .. layout.OwnNames]);
        int classes = layout.ProbabilityNames.Count;
        for (int row = 0; row < layout.Table.Rows.Count; row++)
        {
            int own = row;
            IEnumerable<string?> probabilities = Enumerable.Range(0, classes)
                .Select(c => layout.Table.Probabilities[((long)own * classes) + c].ToString("R", CultureInfo.InvariantCulture));
            Line(text, [.. layout.Leading(row), .. probabilities, .. Enumerable.Range(0, layout.OwnNames.Count).Select(column => layout.Own(own, column))]);
        }
    }

    private static void Line(StreamWriter text, IEnumerable<string?> fields)
    {
        bool isFirst = true;
        foreach (string? field in fields)
        {
            if (!isFirst)
            {
                text.Write(',');
            }

            isFirst = false;
            text.Write(Quoted(field ?? ""));
        }

        text.Write('\n');
    }

    private static string Quoted(string field) =>
        field.All(c => c is not (',' or '"') && !char.IsControl(c) && c < '\uFEFF')
            ? field
            : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
