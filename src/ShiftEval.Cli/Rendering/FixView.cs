using System.Globalization;
using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;
using ShiftEval.Statistics;

namespace ShiftEval.Cli.Rendering;

/// <summary>A mended file for people: what was changed.</summary>
internal static class FixView
{
    public static void Write(FixResult result, TextWriter output, int width)
    {
        foreach (StatisticsChange change in result.Changes)
        {
            output.WriteLine(Printable.Line($"{change.Name}: {change.Detail}"));
        }

        if (result.Changes.Count > 0)
        {
            output.WriteLine();
        }

        if (result.Recalibration is { } recalibration)
        {
            RecalibrationView.Write([recalibration], output, width);
            return;
        }

        string what = result.Changes.Count == 0
            ? "nothing had to be changed: it runs in inference mode as it is"
            : string.Create(CultureInfo.InvariantCulture, $"{result.Changes.Count} {(result.Changes.Count == 1 ? "change" : "changes")}, with the statistics that the file holds");
        output.WriteLine(Printable.Line($"Wrote {result.Output}: {what}."));
    }
}
