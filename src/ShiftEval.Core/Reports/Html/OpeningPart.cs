using ShiftEval.Comparison.Results;

namespace ShiftEval.Reports.Html;

/// <summary>The first screen: does it hold, does other statistics help, in plain sentences.</summary>
internal static class OpeningPart
{
    private const int MostNamed = 6;
    private const int MostVerdicts = 12;

    /// <summary>Writes it.</summary>
    public static void Write(HtmlPage page) => page.Section("verdict", "The answer in short", () =>
    {
        foreach (string sentence in Holds(page).Concat(Verdicts(page)))
        {
            page.Paragraph(sentence, "lead");
        }

        Found(page);
        if (Compared(page).Length > 0)
        {
            page.Paragraph("“No evidence” means that these data cannot tell, not that there is no difference.", "soft");
        }

        Glossary(page);
    });

    /// <summary>What each variant reaches; of those compared with a reference, the reference alone.</summary>
    public static IEnumerable<string> Holds(HtmlPage page)
    {
        DifferenceResult[] rows = Compared(page);
        IEnumerable<VariantResult> shown = rows.Length == 0 ? page.Variants : rows.Select(row => row.From).Distinct();
        return shown.Select(variant => page.Result.Summary.FirstOrDefault(row => row.Model == variant.Model && row.Statistics == variant.Statistics && row.Metric == page.Metric) is { Drop: not null, Average: not null } row
            ? Drop(page, row)
            : Range(page, variant));
    }

    /// <summary>One sentence a variant that was compared.</summary>
    public static IEnumerable<string> Verdicts(HtmlPage page)
    {
        foreach (IGrouping<(VariantResult From, VariantResult To), DifferenceResult> of in Compared(page).GroupBy(row => (row.From, row.To)))
        {
            string[] better = [.. of.Where(row => row.Verdict == "better").Select(row => row.Domain)];
            string[] worse = [.. of.Where(row => row.Verdict == "worse").Select(row => row.Domain)];
            yield return FormattableString.Invariant($"With {page.Label(of.Key.To)} instead of {page.Label(of.Key.From)}, {MetricText.Name(page.Metric)} is better at {better.Length} of {of.Count()} domains{Named(better)} and worse at {worse.Length}{Named(worse)}; for {of.Count() - better.Length - worse.Length} there is no evidence either way.");
        }
    }

    private static DifferenceResult[] Compared(HtmlPage page) => [.. page.Result.Differences.Where(row => row.Metric == page.Metric && row.Verdict is not null)];

    private static string Drop(HtmlPage page, SummaryResult row)
    {
        string unit = MetricText.IsShare(row.Metric) ? " %" : "";
        string points = MetricText.IsShare(row.Metric) ? " points" : "";
        string[] Role(string role) => [.. page.Result.Data.Domains.Where(domain => domain.Role == role).Select(domain => domain.Name)];
        string Over(string role) => FormattableString.Invariant($"{(Role(role).Length == 1 ? $"at the {role} domain" : $"on average over the {Role(role).Length} {role} domains")}{Named(Role(role))}");
        string change = MetricText.Number(row.Metric, Math.Abs(row.Drop!.Value), signed: false) + points;
        string next = row.NextDomain is { PredictionLow: { } low, PredictionHigh: { } high } ? FormattableString.Invariant($" For a domain not seen yet, the {page.Result.Settings.Confidence * 100:0.####} % prediction interval is {MetricText.Value(row.Metric, low)} to {MetricText.Value(row.Metric, high)}{unit}.") : "";
        return $"With {page.Label(row.Model, row.Statistics)}, {MetricText.Name(row.Metric)} is {MetricText.Value(row.Metric, row.Average + row.Drop)}{unit} {Over("source")} and {MetricText.Value(row.Metric, row.Average)}{unit} {Over("target")}: {(row.Drop > 0 ? $"{change} less" : row.Drop < 0 ? $"{change} more" : "the same")}.{next}";
    }

    private static string Range(HtmlPage page, VariantResult variant)
    {
        string unit = MetricText.IsShare(page.Metric) ? " %" : "";
        (string Domain, double Value)[] known = [.. page.Result.Data.Domains
            .Select(domain => (domain.Name, page.Cell(variant, domain.Name)?.Metrics.GetValueOrDefault(page.Metric)?.Value))
            .Where(pair => pair.Value is not null).Select(pair => (pair.Name, pair.Value!.Value)).OrderBy(pair => pair.Item2)];
        string with = $"With {page.Label(variant)}, {MetricText.Name(page.Metric)}";
        return known.Length switch
        {
            0 => $"{with} could not be computed at any domain.",
            1 => $"{with} is {MetricText.Value(page.Metric, known[0].Value)}{unit} at {known[0].Domain}.",
            _ => $"{with} lies between {MetricText.Value(page.Metric, known[0].Value)}{unit} ({known[0].Domain}) and {MetricText.Value(page.Metric, known[^1].Value)}{unit} ({known[^1].Domain}).",
        };
    }

    private static void Found(HtmlPage page)
    {
        DifferenceResult[] found = [.. Compared(page).Where(row => row.Verdict is "better" or "worse")];
        if (found.Length == 0)
        {
            return;
        }

        page.Html.In("ul", () =>
        {
            foreach (DifferenceResult row in found.Take(MostVerdicts))
            {
                page.Html.In("li", () =>
                {
                    page.Html.Name($"{row.Domain}, {page.Label(row.To)}");
                    page.Html.Text(": ");
                    page.Html.Leaf("span", MetricText.Verdict(row), ("class", row.Verdict == "better" ? "good" : "bad"));
                });
            }
        });
        if (found.Length > MostVerdicts)
        {
            page.Paragraph(FormattableString.Invariant($"{found.Length - MostVerdicts} more verdicts stand in the table of differences."), "soft");
        }
    }

    private static void Glossary(HtmlPage page)
    {
        (string Given, string Words)[] specs = [.. page.Result.Cells.Select(cell => (cell.Statistics, SpecWords.Of(cell.Spec))).Distinct().Where(pair => pair.Item2.Length > 0)];
        if (specs.Length == 0)
        {
            return;
        }

        page.Paragraph("Where the BatchNorm statistics come from:", "soft");
        page.Html.In("dl", () =>
        {
            foreach ((string given, string words) in specs)
            {
                page.Html.In("dt", () => page.Html.Name(given));
                page.Html.Leaf("dd", words);
            }
        });
    }

    private static string Named(string[] domains) => domains.Length is 0 or > MostNamed ? "" : $" ({string.Join(", ", domains)})";
}
