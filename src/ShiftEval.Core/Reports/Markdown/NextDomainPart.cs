using System.Globalization;
using System.Text;
using ShiftEval.Comparison.Results;
using ShiftEval.Metrics;

namespace ShiftEval.Reports.Markdown;

/// <summary>What to expect at a domain not seen yet; nothing with fewer than three target domains.</summary>
internal static class NextDomainPart
{
    /// <summary>Appends it.</summary>
    public static void Append(StringBuilder text, ComparisonResult result)
    {
        SummaryResult[] rows = [.. result.Summary.Where(row => row.NextDomain?.Domains >= RandomEffects.FewestDomains)];
        if (rows.Length == 0)
        {
            return;
        }

        string confidence = (result.Settings.Confidence * 100).ToString("0.####", CultureInfo.InvariantCulture);
        text.Append(CultureInfo.InvariantCulture, $"## At the next domain\n\nRandom effects over {rows[0].NextDomain!.Domains} target domains, taken as a sample of all there could be; {confidence} % intervals of the mean and of the value at a domain not seen yet.\n\n");
        MarkdownTable.Append(text, ["model", "statistics", "metric"], ["mean", "next domain", "between-domain SD, logits"], rows.Select(row => (string[])
        [
            row.Model, row.Statistics, MetricText.Header(row.Metric),
            MetricText.WithInterval(row.Metric, new MetricValue(row.NextDomain!.Mean, row.NextDomain.Low, row.NextDomain.High, null)),
            row.NextDomain.Mean is null ? MarkdownText.Escape($"none: {row.NextDomain.Reason}") : NextDomainText.Range(row.Metric, row.NextDomain),
            NextDomainText.Logits(row.NextDomain.BetweenSd),
        ]));
    }
}
