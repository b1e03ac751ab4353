using System.Globalization;
using ShiftEval.Comparison.Results;

namespace ShiftEval.Cli.Rendering;

/// <summary>How far each layer's statistics moved, with a bar.</summary>
internal static class LayerShiftTable
{
    public const string Legend = "shift: how far a layer's statistics moved, in old standard deviations (mean over channels).";

    private const int WidestBar = 30;

    public static TextTable Of(IReadOnlyList<LayerShiftResult> layers)
    {
        double widest = layers.Select(layer => layer.Shift).DefaultIfEmpty().Max();
        TextTable table = new();
        table.AddWords("layer");
        table.AddNumbers("channels");
        table.AddNumbers("shift");
        table.AddWords("");
        foreach (LayerShiftResult layer in layers)
        {
            int bar = widest > 0 ? (int)Math.Round(WidestBar * layer.Shift / widest) : 0;
            table.AddRow([
                layer.Name,
                layer.Channels.ToString(CultureInfo.InvariantCulture),
                layer.Shift.ToString("0.000", CultureInfo.InvariantCulture),
                new string('█', bar),
            ]);
        }

        return table;
    }
}
