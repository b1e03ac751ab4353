using System.Globalization;
using ShiftEval.Reports;
using ShiftEval.Sweeps;

namespace ShiftEval.Cli.Rendering;

/// <summary>Curves for people: a table with bars for each domain, and what was enough.</summary>
internal static class SweepView
{
    private const int BarWidth = 24;

    public static void Write(SweepResult result, TextWriter output, int width)
    {
        bool hasSpread = result.Curves.Any(curve => curve.Points.Any(point => point.Draws > 1));
        TextTable table = new();
        table.AddWords(Axis(result.Over));
        table.AddNumbers(MetricText.Header(result.Metric));
        if (hasSpread)
        {
            table.AddNumbers("SD");
            table.AddNumbers("draws", optional: true);
        }

        table.AddNumbers("distance");
        table.AddWords("");
        foreach (SweepCurve curve in result.Curves)
        {
            table.AddHeading(Text($"{curve.Domain}, {curve.Samples} images scored; with the stored statistics {MetricText.Value(result.Metric, curve.Stored)}"));
            foreach (SweepPoint point in curve.Points)
            {
                SweepValue? value = point.Metrics[result.Metric];
                string[] spread = [value is null || point.Draws < 2 ? "" : MetricText.Value(result.Metric, value.Sd), Text($"{point.Draws}")];
                table.AddRow([
                    Text($"{point.At}"),
                    MetricText.Value(result.Metric, value?.Mean),
                    .. hasSpread ? spread : [],
                    point.Distance.ToString("0.000", CultureInfo.InvariantCulture),
                    Bar(value?.Mean, [.. curve.Points.Select(own => own.Metrics[result.Metric]?.Mean).OfType<double>()]),
                ]);
            }
        }

        table.Write(output, width);
        output.WriteLine();
        foreach (string sentence in result.Curves.Select(curve => Sentence(result, curve)).OfType<string>())
        {
            Paragraph.Write(sentence, output, width);
        }

        string distance = "distance: from the population statistics of all images, in standard deviations, mean over channels and layers";
        Paragraph.Write(Text($"{distance}; {result.Spec}, seed {result.Seed}, on {result.Device}."), output, width);
    }

    private static string Axis(string over) => over switch
    {
        "samples" => "images",
        "batch-size" => "batch",
        "source-weight" => "W",
        "momentum" => "λ",
        _ => "layers",
    };

    private static string? Sentence(SweepResult result, SweepCurve curve)
    {
        if (curve.Plateau is not { } plateau)
        {
            return null;
        }

        string metric = MetricText.Name(result.Metric);
        string last = Text($"{curve.Points[^1].At}");
        string at = $"{MetricText.Value(result.Metric, plateau)}{(MetricText.IsShare(result.Metric) ? " %" : "")}";
        string tolerance = MetricText.IsShare(result.Metric) ? Text($"{result.Tolerance * 100:0.##} point{(result.Tolerance == 0.01 ? "" : "s")}") : Text($"{result.Tolerance:0.###}");
        string what = result.Over == "samples" ? "unlabelled images" : "images a batch";
        return curve.Enough is { } enough
            ? Text($"{curve.Domain}: {enough} {what} were enough here: from there on the mean {metric} is at most {tolerance} worse than that of {last} ({at}).")
            : Text($"{curve.Domain}: no fewer than {last} {what} came within {tolerance} of the {metric} of {last} ({at}).");
    }

    // From the least to the largest value of the curve, so that its shape is seen; what differs by less than a tenth is not blown up.
    private static string Bar(double? value, double[] all)
    {
        if (value is not { } number)
        {
            return "";
        }

        double range = Math.Max(all.Max() - all.Min(), 0.1);
        int length = BarWidth - (int)Math.Round((all.Max() - number) / range * (BarWidth - 1));
        return new string('▪', length);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
