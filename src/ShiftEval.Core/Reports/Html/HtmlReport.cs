using ShiftEval.Comparison.Results;

namespace ShiftEval.Reports.Html;

/// <summary>A comparison as one page that needs nothing beside it: figures, tables, method, provenance.</summary>
/// <remarks>Markup is HTML and XML alike. Docs: <c>docs/report.md</c>.</remarks>
public static class HtmlReport
{
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

    private static readonly (string Id, string Title, Func<ComparisonResult, bool> Applies, Action<HtmlPage> Write)[] Parts =
    [
        ("verdict", "The answer in short", _ => true, OpeningPart.Write),
        ("warnings", "What to know before reading on", result => result.Warnings.Count > 0, WarningsPart.Write),
        ("requirements", "Requirements", result => result.Requirements.Count > 0, RequirementsPart.Write),
        ("forest", "By domain", _ => true, ForestPart.Write),
        ("heat", "Statistics × domain", _ => true, HeatMapPart.Write),
        ("slope", "Source to target", SlopePart.Applies, SlopePart.Write),
        ("layers", "Shift by layer", LayersPart.Applies, LayersPart.Write),
        ("reliability", "Reliability", ReliabilityPart.Applies, ReliabilityPart.Write),
        ("confusion", "What was taken for what", ConfusionPart.Applies, ConfusionPart.Write),
        ("samples", "Images and groups", _ => true, SamplesPart.Write),
        ("results", "Results in numbers", _ => true, ResultsPart.Write),
        ("classes", "By class, case and slice", _ => true, ClassesPart.Write),
        ("method", "Method", _ => true, MethodPart.Write),
        ("provenance", "Provenance", _ => true, ProvenancePart.Write),
    ];

    /// <summary>The whole document.</summary>
    public static string Write(ComparisonResult result, HtmlReportOptions options)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(options);
        HtmlPage page = new(result, options);
        HtmlWriter html = page.Html;
        html.Doctype();
        html.In("html", () =>
        {
            html.In("head", () =>
            {
                html.Leaf("meta", null, ("charset", "utf-8"));
                html.Leaf("meta", null, ("http-equiv", "Content-Security-Policy"), ("content", Policy));
                html.Leaf("meta", null, ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
                html.Leaf("title", Title(page.Result));
                html.Code("style", HtmlLook.Style);
            });
            html.In("body", () => Body(page));
        }, ("xmlns", "http://www.w3.org/1999/xhtml"), ("lang", "en"));
        return html.ToString();
    }

    private static string Title(ComparisonResult result) => $"{string.Join(", ", result.Models.Select(model => model.Name))}: performance across domains";

    private static void Body(HtmlPage page)
    {
        HtmlWriter html = page.Html;
        html.Leaf("a", "Skip to the results", ("href", "#main"), ("class", "skip"));
        html.In("header", () => html.Leaf("h1", Title(page.Result), ("dir", "auto")));
        html.In("nav", () => html.In("ol", () =>
        {
            foreach ((string id, string title, Func<ComparisonResult, bool> applies, _) in Parts)
            {
                if (applies(page.Result))
                {
                    html.In("li", () => html.Leaf("a", title, ("href", $"#{id}")));
                }
            }
        }), ("aria-label", "Contents"));
        html.In("main", () =>
        {
            foreach ((_, _, Func<ComparisonResult, bool> applies, Action<HtmlPage> write) in Parts)
            {
                if (applies(page.Result))
                {
                    write(page);
                }
            }
        }, ("id", "main"));
        html.Code("script", Json(page), ("type", "application/json"), ("id", "data"));
        html.Code("script", HtmlLook.Script);
    }

    // Inside strings, where alone these characters stand in JSON, the escapes mean the same.
    private static string Json(HtmlPage page) => string.Concat(JsonReport.Write(page.Result).Select(c => c is '<' or '>' or '&' or '\u007f' or '\ufffe' or '\uffff' or '\u2028' or '\u2029'
        ? FormattableString.Invariant($"\\u{(int)c:x4}")
        : c.ToString()));
}
