using System.Globalization;
using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;

namespace ShiftEval.Cli.Rendering;

/// <summary>A recalibration for people: what was written, and how far each layer moved.</summary>
internal static class RecalibrationView
{
    public static void Write(IReadOnlyList<RecalibrationResult> results, TextWriter output, int width)
    {
        foreach (RecalibrationResult result in results)
        {
            (result.Bundle is { } bundle ? Layers(bundle) : LayerShiftTable.Of(result.Layers)).Write(output, width);
            output.WriteLine();
            output.WriteLine(LayerShiftTable.Legend);
            if (result.Image is { } image)
            {
                output.WriteLine(Printable.Line($"model: {ModelIo.Describe(image)}, on {result.Device}"));
                output.WriteLine(Printable.Line($"preprocessing: {result.PreprocessOrigin}"));
            }

            output.WriteLine(Printable.Line($"Wrote {result.Output} with {Origin(result)} ({result.Spec})."));
            if (result.Bundle is { } domains)
            {
                string numbers = string.Join(", ", domains.Select(domain => $"{domain.Index.ToString(CultureInfo.InvariantCulture)} = {domain.Name}"));
                output.WriteLine(Printable.Line($"Feed its input domain (int64, one number a sample): 0 = stored, {numbers}."));
            }

            if (result != results[^1])
            {
                output.WriteLine();
            }
        }
    }

    private static TextTable Layers(IReadOnlyList<BundledDomainResult> domains)
    {
        TextTable table = new();
        table.AddWords("layer");
        table.AddNumbers("channels");
        foreach (BundledDomainResult domain in domains)
        {
            table.AddNumbers($"shift {domain.Name}");
        }

        for (int i = 0; i < domains[0].Layers.Count; i++)
        {
            LayerShiftResult layer = domains[0].Layers[i];
            table.AddRow([
                layer.Name,
                layer.Channels.ToString(CultureInfo.InvariantCulture),
                .. domains.Select(domain => domain.Layers[i].Shift.ToString("0.000", CultureInfo.InvariantCulture)),
            ]);
        }

        return table;
    }

    private static string Origin(RecalibrationResult result) => result.Samples == 0
        ? "the statistics the model had"
        : $"statistics of {result.Samples.ToString(CultureInfo.InvariantCulture)} images of {string.Join(", ", result.Domains)}";
}
