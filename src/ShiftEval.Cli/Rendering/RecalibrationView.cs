using System.Globalization;
using ShiftEval.Comparison.Results;
using Spectre.Console;

namespace ShiftEval.Cli.Rendering;

/// <summary>A recalibration for people: what was written, and how far each layer moved.</summary>
internal static class RecalibrationView
{
    private const int WidestBar = 30;

    public static void Write(IReadOnlyList<RecalibrationResult> results, IAnsiConsole console)
    {
        foreach (RecalibrationResult result in results)
        {
            Write(result, console);
        }
    }

    private static void Write(RecalibrationResult result, IAnsiConsole console)
    {
        double widest = result.Layers.Select(layer => layer.Shift).DefaultIfEmpty().Max();
        Table table = Tables.Create();
        table.AddColumn("layer");
        table.AddColumn(new TableColumn("channels").RightAligned());
        table.AddColumn(new TableColumn("shift").RightAligned());
        table.AddColumn("");
        foreach (LayerShiftResult layer in result.Layers)
        {
            int bar = widest > 0 ? (int)Math.Round(WidestBar * layer.Shift / widest) : 0;
            Tables.AddRow(table, [layer.Name, layer.Channels.ToString(CultureInfo.InvariantCulture), layer.Shift.ToString("0.000", CultureInfo.InvariantCulture), new string('█', bar)]);
        }

        console.Write(table);
        console.WriteLine("shift: how far a layer's statistics moved, in old standard deviations (mean over channels).");
        string origin = result.Samples == 0 ? "the statistics the model had" : $"statistics of {result.Samples.ToString(CultureInfo.InvariantCulture)} images of {string.Join(", ", result.Domains)}";
        console.WriteLine($"Wrote {result.Output} with {origin} ({result.Spec}).");
    }
}
