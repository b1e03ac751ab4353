using System.Globalization;
using ShiftEval.Statistics;
using Spectre.Console;

namespace ShiftEval.Cli.Rendering;

/// <summary>An inspection for people.</summary>
internal static class InspectionView
{
    public static void Write(InspectionResult result, IAnsiConsole console)
    {
        console.WriteLine($"{result.Model}  opset {result.Opset.ToString(CultureInfo.InvariantCulture)}  sha256 {result.Sha256}");
        foreach (InspectedValue value in result.Inputs)
        {
            console.WriteLine($"input   {Describe(value)}");
        }

        foreach (InspectedValue value in result.Outputs)
        {
            console.WriteLine($"output  {Describe(value)}");
        }

        if (result.Provenance is { } provenance)
        {
            console.WriteLine($"statistics by {provenance.Tool}: {provenance.Spec} from {provenance.Samples.ToString(CultureInfo.InvariantCulture)} images of {string.Join(", ", provenance.Domains)}");
        }

        if (result.BatchNorm.Count > 0)
        {
            console.Write(Layers(result));
        }

        foreach (Finding finding in result.Findings)
        {
            console.WriteLine($"{finding.Code}: {finding.Message}");
        }
    }

    private static Table Layers(InspectionResult result)
    {
        Table table = Tables.Create();
        table.AddColumn("layer");
        table.AddColumn(new TableColumn("channels").RightAligned());
        table.AddColumn(new TableColumn("epsilon").RightAligned());
        table.AddColumn("statistics in");
        table.AddColumn("findings");
        foreach (InspectedLayer layer in result.BatchNorm)
        {
            Tables.AddRow(
                table,
                [
                    layer.Name,
                    layer.Channels?.ToString(CultureInfo.InvariantCulture) ?? Format.None,
                    layer.Epsilon.ToString("0.##e-0", CultureInfo.InvariantCulture),
                    layer.Source,
                    layer.Findings.Count == 0 ? "healthy" : string.Join("; ", layer.Findings.Select(finding => $"{finding.Code}: {finding.Message}")),
                ]);
        }

        return table;
    }

    private static string Describe(InspectedValue value) => $"{value.Name}  {value.Type} [{(value.Shape is null ? "?" : string.Join(", ", value.Shape))}]";
}
