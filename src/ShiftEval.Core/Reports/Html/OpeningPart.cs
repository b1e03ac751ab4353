using System.Globalization;
using ShiftEval.Comparison.Results;
using ShiftEval.Diagnostics;
using ShiftEval.Gates;

namespace ShiftEval.Reports.Html;

/// <summary>The first screen: verdicts in plain sentences, requirements, warnings.</summary>
internal static class OpeningPart
{
    /// <summary>Writes it.</summary>
    public static void Write(HtmlPage page)
    {
        page.Section("verdict", "The answer in short", () =>
        {
            foreach (string sentence in Verdicts(page))
            {
                page.Paragraph(sentence, "lead");
            }

            page.Paragraph("“No evidence” means that these data cannot tell, not that there is no difference.", "soft");
            Requirements(page);
        });
        if (page.Result.Warnings.Count > 0)
        {
            page.Section("warnings", "What to know before reading on", () => page.Html.In("div", () => page.Html.In("ul", () => Warnings(page)), ("class", "notes")));
        }
    }

    /// <summary>One sentence a variant that was compared, or what was measured where nothing was.</summary>
    public static IEnumerable<string> Verdicts(HtmlPage page)
    {
        string metric = MetricText.Name(page.Metric);
        DifferenceResult[] rows = [.. page.Result.Differences.Where(row => row.Metric == page.Metric && row.Verdict is not null)];
        foreach (IGrouping<VariantResult, DifferenceResult> of in rows.GroupBy(row => row.To))
        {
            string[] better = [.. of.Where(row => row.Verdict == "better").Select(row => row.Domain)];
            string[] worse = [.. of.Where(row => row.Verdict == "worse").Select(row => row.Domain)];
            string text = FormattableString.Invariant($"With statistics {page.Label(of.Key)} instead of {page.Label(of.First().From)}, {metric} is better at {better.Length} of {of.Count()} domains{Named(better)} and worse at {worse.Length}{Named(worse)}; for {of.Count() - better.Length - worse.Length} there is no evidence either way.");
            yield return text;
        }

        if (rows.Length == 0)
        {
            foreach (VariantResult variant in page.Variants)
            {
                (string Domain, double Value)[] known = [.. page.Result.Data.Domains
                    .Select(domain => (domain.Name, page.Cell(variant, domain.Name)?.Metrics.GetValueOrDefault(page.Metric)?.Value))
                    .Where(pair => pair.Value is not null).Select(pair => (pair.Name, pair.Value!.Value)).OrderBy(pair => pair.Item2)];
                yield return known.Length == 0
                    ? $"With statistics {page.Label(variant)}, {metric} could not be computed at any domain."
                    : $"With statistics {page.Label(variant)}, {MetricText.Header(page.Metric)} lies between {MetricText.Value(page.Metric, known[0].Value)} ({known[0].Domain}) and {MetricText.Value(page.Metric, known[^1].Value)} ({known[^1].Domain}).";
            }
        }
    }

    private static string Named(string[] domains) => domains.Length is 0 or > 6 ? "" : $" ({string.Join(", ", domains)})";

    private static void Requirements(HtmlPage page)
    {
        IReadOnlyList<GateResult> gates = page.Result.Requirements;
        if (gates.Count == 0)
        {
            return;
        }

        int unmet = gates.Count(gate => !gate.Met);
        page.Paragraph(FormattableString.Invariant($"Requirements: {gates.Count - unmet} met, {unmet} not met."), unmet == 0 ? "good" : "bad");
        HtmlTable.Write(page.Html, "requirements", "Requirements", ["requirement", "model", "statistics", "domain", "value", "met"], gates.Select(gate => (IReadOnlyList<HtmlCell>)
        [
            new(gate.Expression), new(gate.Model), new(gate.Statistics), new(gate.Domain ?? "over domains"),
            new(gate.Value?.ToString("0.####", CultureInfo.InvariantCulture) ?? MetricText.None, gate.Value), new(gate.Met ? "met" : "not met", Class: gate.Met ? "good" : "bad"),
        ]));
    }

    private static void Warnings(HtmlPage page)
    {
        foreach (Warning warning in page.Result.Warnings.Distinct())
        {
            page.Html.In("li", () =>
            {
                if (warning.Domain is { } domain)
                {
                    page.Html.Name(domain);
                    page.Html.Text(": ");
                }

                page.Html.Name(warning.Message);
                page.Html.Leaf("span", $" ({warning.Code})", ("class", "soft"));
            });
        }
    }
}
