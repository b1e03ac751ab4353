using System.Globalization;
using ShiftEval.Diagnostics;
using ShiftEval.Inspection;
using ShiftEval.Reports;
using ShiftEval.Statistics;

namespace ShiftEval.Cli.Rendering;

/// <summary>An inspection for people.</summary>
internal static class InspectionView
{
    private const int MostNames = 5;

    public static void Write(InspectionResult result, TextWriter output, int width)
    {
        output.WriteLine(Printable.Line($"model    {result.Model}"));
        output.WriteLine($"sha256   {result.Sha256}");
        output.WriteLine($"opset    {result.Opset.ToString(CultureInfo.InvariantCulture)}");
        foreach (InspectedValue value in result.Inputs)
        {
            output.WriteLine(Printable.Line($"input    {Describe(value)}"));
        }

        foreach (InspectedValue value in result.Outputs)
        {
            output.WriteLine(Printable.Line($"output   {Describe(value)}{(value.Scores is null ? ", no class scores" : $", taken for {value.Scores}")}"));
        }

        if (result.Provenance is { } provenance)
        {
            string samples = provenance.Samples.ToString(CultureInfo.InvariantCulture);
            output.WriteLine(Printable.Line($"statistics by {provenance.Tool}: {provenance.Spec} from {samples} images of {string.Join(", ", provenance.Domains)}"));
        }

        if (result.BatchNorm.Count > 0)
        {
            output.WriteLine();
            Layers(result).Write(output, width);
            LayerFindings(result, output);
        }

        if (result.Folded.Candidates > 0 || (result.BatchNorm.Count == 0 && result.Folded.Convolutions.Count > 0) || result.Findings.Any(finding => finding.Code == "convolutions-left"))
        {
            output.WriteLine();
            Convolutions(result).Write(output, width);
        }

        if (result.Findings.Count > 0)
        {
            output.WriteLine();
        }

        foreach (Finding finding in result.Findings)
        {
            output.WriteLine(Printable.Line(Describe(finding)));
        }
    }

    private static TextTable Layers(InspectionResult result)
    {
        TextTable table = new();
        table.AddWords("layer");
        table.AddNumbers("channels");
        table.AddNumbers("epsilon");
        table.AddWords("type");
        table.AddWords("statistics in");
        table.AddWords("findings");
        foreach (InspectedLayer layer in result.BatchNorm)
        {
            table.AddRow([
                layer.Name,
                layer.Channels?.ToString(CultureInfo.InvariantCulture) ?? MetricText.None,
                layer.Epsilon.ToString("0.##e-0", CultureInfo.InvariantCulture),
                layer.Type ?? MetricText.None,
                layer.Scope.Length == 0 ? layer.Source : $"{layer.Source}, {layer.Scope}",
                layer.Findings.Count == 0 ? "healthy" : string.Join(", ", layer.Findings.Select(finding => finding.Code)),
            ]);
        }

        return table;
    }

    // What several layers have in common is said once.
    private static void LayerFindings(InspectionResult result, TextWriter output)
    {
        var alike = result.BatchNorm
            .SelectMany(layer => layer.Findings.Select(finding => (layer.Name, finding)))
            .GroupBy(entry => entry.finding)
            .ToArray();
        if (alike.Length > 0)
        {
            output.WriteLine();
        }

        foreach (IGrouping<Finding, (string Name, Finding)> entry in alike)
        {
            string[] names = [.. entry.Select(layer => layer.Name)];
            string shown = names.Length <= MostNames ? string.Join(", ", names) : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", names.Take(MostNames))} and {names.Length - MostNames} more");
            output.WriteLine(Printable.Line($"{entry.Key.Code}, {shown}: {entry.Key.Message}"));
        }
    }

    private static TextTable Convolutions(InspectionResult result)
    {
        TextTable table = new();
        table.AddWords("convolution");
        table.AddWords("operator");
        table.AddNumbers("channels");
        table.AddWords("folded BatchNorm?");
        foreach (InspectedConvolution convolution in result.Folded.Convolutions)
        {
            table.AddRow([
                convolution.Name,
                convolution.Operator,
                convolution.Channels?.ToString(CultureInfo.InvariantCulture) ?? MetricText.None,
                $"{(convolution.Taken ? "yes" : "no")}: {convolution.Reason}",
            ]);
        }

        return table;
    }

    private static string Describe(Finding finding) => $"{finding.Code}: {finding.Message}";

    private static string Describe(InspectedValue value) => $"{value.Name}  {value.Type} [{(value.Shape is null ? "?" : string.Join(", ", value.Shape))}]";
}
