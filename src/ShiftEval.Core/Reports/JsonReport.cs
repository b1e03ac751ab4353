using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ShiftEval.Comparison.Results;
using ShiftEval.Inspection;
using ShiftEval.Scenarios;
using ShiftEval.Statistics.Specs;
using ShiftEval.Sweeps;

namespace ShiftEval.Reports;

/// <summary>Results as JSON documents for machines: raw doubles, UTF-8, line feeds, one trailing line feed.</summary>
public static class JsonReport
{
    /// <summary>A comparison or evaluation.</summary>
    public static string Write(ComparisonResult result) => Serialise(result, ReportJson.Default.ComparisonResult);

    /// <summary>A recalibration; several files give an array.</summary>
    public static string Write(IReadOnlyList<RecalibrationResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        return results.Count == 1
            ? Serialise(results[0], ReportJson.Default.RecalibrationResult)
            : Serialise(results, ReportJson.Default.IReadOnlyListRecalibrationResult);
    }

    /// <summary>An inspection.</summary>
    public static string Write(InspectionResult result) => Serialise(result, ReportJson.Default.InspectionResult);

    /// <summary>A mended file.</summary>
    public static string Write(FixResult result) => Serialise(result, ReportJson.Default.FixResult);

    /// <summary>A file of predictions that was written.</summary>
    public static string Write(PredictionResult result) => Serialise(result, ReportJson.Default.PredictionResult);

    /// <summary>A scenario.</summary>
    public static string Write(ScenarioResult result) => Serialise(result, ReportJson.Default.ScenarioResult);

    /// <summary>A sweep.</summary>
    public static string Write(SweepResult result) => Serialise(result, ReportJson.Default.SweepResult);

    /// <summary>A statistics file that was written.</summary>
    public static string Write(StatisticsFileResult result) => Serialise(result, ReportJson.Default.StatisticsFileResult);

    /// <summary>A model written with the statistics of a file.</summary>
    public static string Write(StatisticsApplyResult result) => Serialise(result, ReportJson.Default.StatisticsApplyResult);

    /// <summary>What a statistics file or a model holds.</summary>
    public static string Write(StatisticsShowResult result) => Serialise(result, ReportJson.Default.StatisticsShowResult);

    /// <summary>How the statistics of two files or models differ.</summary>
    public static string Write(StatisticsDiffResult result) => Serialise(result, ReportJson.Default.StatisticsDiffResult);

    /// <summary>The spec language.</summary>
    public static string WriteSpecs() => Serialise(SpecCatalogDocument.Current, ReportJson.Default.SpecCatalogDocument);

    private static string Serialise<T>(T result, JsonTypeInfo<T> type)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            JsonSerializer.Serialize(writer, result, type);
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}

/// <summary>Serialiser of the results documents.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ComparisonResult))]
[JsonSerializable(typeof(IReadOnlyList<RecalibrationResult>))]
[JsonSerializable(typeof(InspectionResult))]
[JsonSerializable(typeof(FixResult))]
[JsonSerializable(typeof(PredictionResult))]
[JsonSerializable(typeof(ScenarioResult))]
[JsonSerializable(typeof(SweepResult))]
[JsonSerializable(typeof(SpecCatalogDocument))]
[JsonSerializable(typeof(StatisticsFileResult))]
[JsonSerializable(typeof(StatisticsApplyResult))]
[JsonSerializable(typeof(StatisticsShowResult))]
[JsonSerializable(typeof(StatisticsDiffResult))]
internal sealed partial class ReportJson : JsonSerializerContext;
