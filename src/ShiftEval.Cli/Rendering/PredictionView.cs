using System.Globalization;
using ShiftEval.Comparison.Results;

namespace ShiftEval.Cli.Rendering;

/// <summary>A written file of predictions for people.</summary>
internal static class PredictionView
{
    public static void Write(PredictionResult result, TextWriter output, int width)
    {
        string domains = string.Join(", ", result.Domains.Select(domain => Text($"{domain.Name} {domain.Samples}{(domain.Labelled < domain.Samples ? $" ({domain.Labelled} labelled)" : "")}")));
        string skipped = result.SkippedSamples.Count > 0 ? Text($"; {result.SkippedSamples.Count} unreadable ones left out") : "";
        string text = Text($"Wrote {result.Output}: {result.Rows} rows with {string.Join(", ", result.Statistics)}; images of {domains}{skipped}.");
        Paragraph.Write(text, output, width);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
