using System.Globalization;
using ShiftEval.Reports;
using ShiftEval.Statistics;

namespace ShiftEval.Cli.Rendering;

/// <summary>An inspection for people.</summary>
internal static class InspectionView
{
    public static void Write(InspectionResult result, TextWriter output, int width)
    {
        output.WriteLine($"model    {result.Model}");
        output.WriteLine($"sha256   {result.Sha256}");
        output.WriteLine($"opset    {result.Opset.ToString(CultureInfo.InvariantCulture)}");
        foreach (InspectedValue value in result.Inputs)
        {
            output.WriteLine($"input    {Describe(value)}");
        }

        foreach (InspectedValue value in result.Outputs)
        {
            output.WriteLine($"output   {Describe(value)}");
        }

        if (result.Provenance is { } provenance)
        {
            string samples = provenance.Samples.ToString(CultureInfo.InvariantCulture);
            output.WriteLine($"statistics by {provenance.Tool}: {provenance.Spec} from {samples} images of {string.Join(", ", provenance.Domains)}");
        }

        if (result.BatchNorm.Count > 0)
        {
            output.WriteLine();
            Layers(result).Write(output, width);
        }

        if (result.Findings.Count > 0)
        {
            output.WriteLine();
        }

        foreach (Finding finding in result.Findings)
        {
            output.WriteLine(Describe(finding));
        }
    }

    private static TextTable Layers(InspectionResult result)
    {
        TextTable table = new();
        table.AddWords("layer");
        table.AddNumbers("channels");
        table.AddNumbers("epsilon");
        table.AddWords("statistics in");
        table.AddWords("findings");
        foreach (InspectedLayer layer in result.BatchNorm)
        {
            table.AddRow([
                layer.Name,
                layer.Channels?.ToString(CultureInfo.InvariantCulture) ?? MetricText.None,
                layer.Epsilon.ToString("0.##e-0", CultureInfo.InvariantCulture),
                layer.Source,
                layer.Findings.Count == 0 ? "healthy" : string.Join("; ", layer.Findings.Select(Describe)),
            ]);
        }

        return table;
    }

    private static string Describe(Finding finding) => $"{finding.Code}: {finding.Message}";

    private static string Describe(InspectedValue value) => $"{value.Name}  {value.Type} [{(value.Shape is null ? "?" : string.Join(", ", value.Shape))}]";
}
