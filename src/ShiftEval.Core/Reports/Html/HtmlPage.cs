using ShiftEval.Comparison.Results;

namespace ShiftEval.Reports.Html;

/// <summary>What the parts of one report share.</summary>
internal sealed class HtmlPage
{
    private readonly Dictionary<VariantResult, int> series = [];

    /// <summary>A page about a result.</summary>
    public HtmlPage(ComparisonResult result, HtmlReportOptions options)
    {
        Result = result;
        Options = options;
        Variants = [.. result.Cells.Select(cell => new VariantResult(cell.Model, cell.Statistics)).Distinct()];
        Cells = [.. result.Data.Domains.SelectMany(domain => result.Cells.Where(cell => cell.Domain == domain.Name))];
        foreach (VariantResult variant in Variants)
        {
            series.Add(variant, series.Count);
        }
    }

    /// <summary>Where parts write to.</summary>
    public HtmlWriter Html { get; } = new();

    /// <summary>What is shown.</summary>
    public ComparisonResult Result { get; }

    /// <summary>What the report is told beside it.</summary>
    public HtmlReportOptions Options { get; }

    /// <summary>The primary metric.</summary>
    public string Metric => Result.Settings.Metric;

    /// <summary>Models with statistics, in the order of the cells; their place chooses colour, marker and dash.</summary>
    public IReadOnlyList<VariantResult> Variants { get; }

    /// <summary>The cells, those of a domain together, in the order of the domains and then of the variants.</summary>
    public IReadOnlyList<CellResult> Cells { get; }

    /// <summary>The place of a variant: its colour, marker and dash.</summary>
    public int Series(string model, string statistics) => series[new VariantResult(model, statistics)];

    /// <summary>The variant in words: with its model where there are several.</summary>
    public string Label(string model, string statistics) => Result.Models.Count > 1 ? $"{model} · {statistics}" : statistics;

    /// <summary>The variant in words.</summary>
    public string Label(VariantResult variant) => Label(variant.Model, variant.Statistics);

    /// <summary>The cell of a variant on a domain; null where there is none.</summary>
    public CellResult? Cell(VariantResult variant, string domain) =>
        Result.Cells.FirstOrDefault(cell => cell.Model == variant.Model && cell.Statistics == variant.Statistics && cell.Domain == domain);

    /// <summary>The words fit for a figure: cut with an ellipsis, never inside a character.</summary>
    public static string Short(string text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }

        int cut = char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1;
        return $"{text[..cut]}…";
    }

    /// <summary>A part with its heading.</summary>
    public void Section(string id, string title, Action content) => Html.In(
        "section",
        () =>
        {
            Html.Leaf("h2", title, ("id", $"{id}-title"));
            content();
        },
        ("id", id),
        ("aria-labelledby", $"{id}-title"));

    /// <summary>A part of a part that opens on demand.</summary>
    public void Details(string summary, Action content, bool open = false) => Html.In(
        "details",
        () =>
        {
            Html.In("summary", () => Html.Name(summary));
            content();
        },
        ("open", open ? "open" : null));

    /// <summary>A paragraph.</summary>
    public void Paragraph(string text, string? look = null) => Html.Leaf("p", text, ("class", look), ("dir", "auto"));
}
