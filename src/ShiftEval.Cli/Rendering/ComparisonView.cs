using System.Globalization;
using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;
using ShiftEval.Gates;
using ShiftEval.Metrics;
using ShiftEval.Reports;

namespace ShiftEval.Cli.Rendering;

/// <summary>A comparison for people: the cells, the differences of the primary metric, what was asked for beside them, what it rests on.</summary>
internal static class ComparisonView
{
    public static void Write(ComparisonResult result, TextWriter output, int width, bool colours = false)
    {
        Cells(result).Write(output, width);
        if (result.Cells.Any(cell => cell.Transductive))
        {
            output.WriteLine("* transductive: these statistics come from the scored images themselves.");
        }

        DifferenceResult[] primary = [.. result.Differences.Where(row => row.Metric == result.Settings.Metric)];
        if (primary.Length > 0)
        {
            output.WriteLine();
            output.WriteLine(Printable.Line(Title(result, primary[0].From)));
            output.WriteLine();
            Differences(result, primary, colours).Write(output, width);
        }

        CaseView.Write(result, output, width);
        OperatingPointView.Write(result, output, width);
        SliceView.Write(result, output, width);
        SplitsView.Write(result, output, width);
        NextDomainView.Write(result, output, width);
        if (result.Requirements.Count > 0)
        {
            output.WriteLine();
            Requirements(result, colours).Write(output, width);
        }

        output.WriteLine();
        WriteFooter(result, output);
    }

    private static TextTable Requirements(ComparisonResult result, bool colours)
    {
        TextTable table = new() { Paint = colours ? Colours.Paint : null };
        table.AddWords("requirement");
        table.AddWords("statistics");
        table.AddWords("domain");
        table.AddNumbers("is");
        table.AddWords("");
        foreach (GateResult requirement in result.Requirements)
        {
            table.AddRow([
                requirement.Expression,
                ResultNames.Variant(result, requirement.Model, requirement.Statistics),
                requirement.Domain ?? "",
                requirement.Value?.ToString("0.####", CultureInfo.InvariantCulture) ?? MetricText.None,
                requirement.Met ? "met" : "NOT MET",
            ]);
        }

        return table;
    }

    private static TextTable Cells(ComparisonResult result)
    {
        string primary = result.Settings.Metric;
        string[] intervals = [.. new[] { MetricCatalog.Accuracy.Name, MetricCatalog.BalancedAccuracy.Name, primary }.Distinct(StringComparer.Ordinal)];
        string[] plain = [.. result.Cells[0].Metrics.Keys.Except(intervals, StringComparer.Ordinal)];
        TextTable table = new();
        table.AddWords("statistics");
        table.AddNumbers("images");
        table.AddNumbers("groups", optional: true);
        foreach (string metric in intervals)
        {
            table.AddNumbers(MetricText.Header(metric), optional: metric != primary && metric != MetricCatalog.BalancedAccuracy.Name);
        }

        IntervalBars bars = new(result.Cells.Select(cell => cell.Metrics[primary]));
        table.AddNumbers(bars.Header(MetricText.IsShare(primary)), optional: true);
        foreach (string metric in plain)
        {
            table.AddNumbers(MetricText.Header(metric), optional: true);
        }

        foreach (IGrouping<string, CellResult> domain in result.Cells.GroupBy(cell => cell.Domain, StringComparer.Ordinal))
        {
            table.AddHeading(ResultNames.Domain(result, domain.Key));
            foreach (CellResult cell in domain)
            {
                table.AddRow([
                    ResultNames.Marked(result, cell.Model, cell.Statistics),
                    cell.Samples.ToString(CultureInfo.InvariantCulture),
                    cell.Groups.ToString(CultureInfo.InvariantCulture),
                    .. intervals.Select(metric => MetricText.WithInterval(metric, cell.Metrics[metric])),
                    bars.Bar(cell.Metrics[primary]),
                    .. plain.Select(metric => MetricText.Value(metric, cell.Metrics[metric].Value)),
                ]);
            }
        }

        return table;
    }

    private static TextTable Differences(ComparisonResult result, DifferenceResult[] rows, bool colours)
    {
        TextTable table = new() { Paint = colours ? Colours.Paint : null };
        table.AddWords("statistics");
        table.AddNumbers("difference");
        table.AddNumbers("p", optional: true);
        table.AddNumbers("p (Holm)");
        table.AddWords("verdict");
        foreach (IGrouping<string, DifferenceResult> domain in rows.GroupBy(row => row.Domain, StringComparer.Ordinal))
        {
            table.AddHeading(ResultNames.Domain(result, domain.Key));
            foreach (DifferenceResult row in domain)
            {
                table.AddRow([
                    ResultNames.Marked(result, row.To.Model, row.To.Statistics),
                    MetricText.Difference(row.Metric, row.Value, row.Low, row.High),
                    MetricText.P(row.P),
                    MetricText.P(row.PAdjusted),
                    row.Verdict ?? MetricText.None,
                ]);
            }
        }

        return table;
    }

    private static string Title(ComparisonResult result, VariantResult from)
    {
        string unit = MetricText.IsShare(result.Settings.Metric) ? ", in percentage points" : "";
        return $"{MetricText.Name(result.Settings.Metric)}, difference from {ResultNames.Variant(result, from.Model, from.Statistics)} on the same images{unit}";
    }

    private static void WriteFooter(ComparisonResult result, TextWriter output)
    {
        SettingsResult settings = result.Settings;
        string skipped = result.Data.Skipped > 0 ? Text($", {result.Data.Skipped} unreadable ones left out") : "";
        string intervals = Text($"{settings.Confidence * 100:0.####} % intervals, {settings.Resamples} resamples, seed {settings.Seed}");
        string device = settings.Device is { } name ? $", on {name}" : "";
        output.WriteLine(Text($"{intervals}{device}; {(result.Data.Samples is { } images ? $"{images} images used" : "images left out by --redact")}{skipped}."));
        foreach (ModelResult model in result.Models)
        {
            if (model is { Image: { } image, Scores: { } scores })
            {
                output.WriteLine(Printable.Line($"{model.Name}: {ModelIo.Describe(image)}, output {scores.Output} ({scores.Kind})"));
            }
        }

        output.WriteLine(Printable.Line($"{(settings.Preprocess is null ? "predictions" : "preprocessing")}: {settings.PreprocessOrigin}"));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
