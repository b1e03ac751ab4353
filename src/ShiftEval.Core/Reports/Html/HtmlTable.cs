using System.Globalization;

namespace ShiftEval.Reports.Html;

/// <summary>A cell: what people read, and what the column is sorted by.</summary>
/// <param name="Text">The text.</param>
/// <param name="Sort">The raw value; null for words.</param>
/// <param name="Class">How it looks; null for plainly.</param>
internal sealed record HtmlCell(string Text, double? Sort = null, string? Class = null)
{
    /// <summary>A count.</summary>
    public static HtmlCell Count(int? value) => value is null ? new(MetricText.None) : new(value.Value.ToString(CultureInfo.InvariantCulture), value);
}

/// <summary>Tables with a caption, headers that sort, and a box of their own to scroll in.</summary>
internal static class HtmlTable
{
    /// <summary>Writes one; the first column names the row.</summary>
    public static void Write(HtmlWriter html, string id, string caption, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<HtmlCell>> rows) => html.In(
        "div",
        () => html.In(
            "table",
            () =>
            {
                html.Leaf("caption", caption, ("id", $"{id}-caption"), ("dir", "auto"));
                html.In("thead", () => html.In("tr", () => Headers(html, columns)));
                html.In("tbody", () => Rows(html, rows));
            }),
        ("class", "scroll"),
        ("tabindex", "0"),
        ("role", "region"),
        ("aria-labelledby", $"{id}-caption"));

    private static void Headers(HtmlWriter html, IReadOnlyList<string> columns)
    {
        foreach (string column in columns)
        {
            html.In("th", () => html.Leaf("button", column, ("type", "button")), ("scope", "col"));
        }
    }

    private static void Rows(HtmlWriter html, IEnumerable<IReadOnlyList<HtmlCell>> rows)
    {
        foreach (IReadOnlyList<HtmlCell> row in rows)
        {
            html.In("tr", () =>
            {
                for (int i = 0; i < row.Count; i++)
                {
                    HtmlCell cell = row[i];
                    string? sort = cell.Sort?.ToString("R", CultureInfo.InvariantCulture);
                    string? look = cell.Class ?? (sort is null ? null : "number");
                    html.In(i == 0 ? "th" : "td", () => html.Name(cell.Text), ("scope", i == 0 ? "row" : null), ("data-value", sort), ("class", look));
                }
            });
        }
    }
}
