using System.Globalization;
using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;
using ShiftEval.Metrics;
using ShiftEval.Reports;

namespace ShiftEval.Cli.Rendering;

/// <summary>What to expect of the primary metric at a domain not seen yet; nothing with fewer than three target domains.</summary>
internal static class NextDomainView
{
    public static void Write(ComparisonResult result, TextWriter output, int width)
    {
        string metric = result.Settings.Metric;
        SummaryResult[] rows = [.. result.Summary.Where(row => row.Metric == metric && row.NextDomain?.Domains >= RandomEffects.FewestDomains)];
        if (rows.Length == 0)
        {
            return;
        }

        output.WriteLine();
        string title = string.Create(CultureInfo.InvariantCulture, $"{MetricText.Name(metric)} at the next domain: random-effects mean of {rows[0].NextDomain!.Domains} target domains and {result.Settings.Confidence * 100:0.####} % prediction interval");
        Paragraph.Write(title, output, width);
        output.WriteLine();
        string Name(SummaryResult row) => Printable.Line(ResultNames.Variant(result, row.Model, row.Statistics));
        int names = rows.Max(row => Name(row).Length);
        foreach (SummaryResult row in rows)
        {
            string line = $"  {Name(row).PadRight(names)}   {NextDomainText.Sentence(metric, row.NextDomain!)}";
            output.WriteLine(line.Length <= width ? line : string.Join(output.NewLine, Paragraph.Wrap(line, width - 2).Select(part => $"  {part}")));
        }
    }
}
