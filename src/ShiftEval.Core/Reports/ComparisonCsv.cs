using System.Globalization;
using System.Text;
using ShiftEval.Comparison.Results;
using ShiftEval.Reports.Csv;

namespace ShiftEval.Reports;

/// <summary>
/// A comparison as comma-separated text: one row a metric, raw numbers, empty where there is none. The column <c>table</c> tells what a row is
/// of; rows of another table than <c>cells</c> are there only where the result has them.
/// </summary>
/// <remarks>RFC 4180 with line feeds. A text that a spreadsheet would take for a formula gets an apostrophe in front.</remarks>
public static class ComparisonCsv
{
    // Those of cells came first and stay where they are; others are added at the end.
    private static readonly (string Name, Func<CsvRow, string> Text)[] Columns =
    [
        ("model", row => Words(row.Model)),
        ("statistics", row => Words(row.Statistics)),
        ("spec", row => Words(row.Spec)),
        ("domain", row => Words(row.Domain ?? "")),
        ("role", row => row.Role ?? ""),
        ("samples", row => Number(row.Samples)),
        ("groups", row => Number(row.Groups)),
        ("adaptSamples", row => Number(row.AdaptSamples)),
        ("transductive", row => row.Transductive ? "true" : "false"),
        ("metric", row => row.Metric),
        ("value", row => Number(row.Value)),
        ("low", row => Number(row.Low)),
        ("high", row => Number(row.High)),
        ("interval", row => row.Interval ?? ""),
        ("table", row => row.Table),
        ("column", row => Words(row.Column ?? "")),
        ("slice", row => Words(row.Slice ?? "")),
        ("rule", row => row.Rule ?? ""),
        ("fromModel", row => Words(row.From?.Model ?? "")),
        ("fromStatistics", row => Words(row.From?.Statistics ?? "")),
        ("splitsDraws", row => Number(row.Splits?.Draws)),
        ("splitsSd", row => Number(row.Splits?.Sd)),
        ("splitsMin", row => Number(row.Splits?.Min)),
        ("splitsMax", row => Number(row.Splits?.Max)),
        ("betweenSdLogit", row => Number(row.NextDomain?.BetweenSd)),
        ("predictionLow", row => Number(row.NextDomain?.PredictionLow)),
        ("predictionHigh", row => Number(row.NextDomain?.PredictionHigh)),
    ];

    /// <summary>The whole document.</summary>
    public static string Write(ComparisonResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        StringBuilder text = new();
        text.AppendJoin(',', Columns.Select(column => column.Name)).Append('\n');
        foreach (CsvRow row in CsvRows.Of(result))
        {
            text.AppendJoin(',', Columns.Select(column => column.Text(row))).Append('\n');
        }

        return text.ToString();
    }

    private static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static string Words(string text)
    {
        string inert = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' ? $"'{text}" : text;
        return inert.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{inert.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : inert;
    }
}
