using System.Globalization;
using ShiftEval.Comparison.Results;

namespace ShiftEval.Cli.Rendering;

/// <summary>A recalibration for people: what was written, and how far each layer moved.</summary>
internal static class RecalibrationView
{
    public static void Write(IReadOnlyList<RecalibrationResult> results, TextWriter output, int width)
    {
        foreach (RecalibrationResult result in results)
        {
            LayerShiftTable.Of(result.Layers).Write(output, width);
            output.WriteLine();
            output.WriteLine(LayerShiftTable.Legend);
            if (result.Image is { } image)
            {
                output.WriteLine($"model: {ModelIo.Describe(image)}, on {result.Device}");
                output.WriteLine($"preprocessing: {result.PreprocessOrigin}");
            }

            output.WriteLine($"Wrote {result.Output} with {Origin(result)} ({result.Spec}).");
            if (result != results[^1])
            {
                output.WriteLine();
            }
        }
    }

    private static string Origin(RecalibrationResult result) => result.Samples == 0
        ? "the statistics the model had"
        : $"statistics of {result.Samples.ToString(CultureInfo.InvariantCulture)} images of {string.Join(", ", result.Domains)}";
}
