using System.Globalization;
using ShiftEval.Metrics;

namespace ShiftEval.Reports.Html;

/// <summary>A cell: what people read, and what the column is sorted by.</summary>
/// <param name="Text">The text.</param>
/// <param name="Sort">The raw value; null for words.</param>
/// <param name="Class">How it looks; null for plainly.</param>
internal sealed record HtmlCell(string Text, double? Sort = null, string? Class = null)
{
    /// <summary>A metric's value; shares in percent.</summary>
    public static HtmlCell Value(string metric, double? value) => new(MetricText.Value(metric, value), value);

    /// <summary>A metric with its interval, sorted by the value; the reason where there is no value.</summary>
    public static HtmlCell Metric(string name, MetricValue? value) => value?.Value is null
        ? new HtmlCell(value?.Reason is { } reason ? $"{MetricText.None} ({reason})" : MetricText.None)
        : new HtmlCell(MetricText.WithInterval(name, value), value.Value);

    /// <summary>A count.</summary>
    public static HtmlCell Count(int? value) => value is null ? new(MetricText.None) : new(value.Value.ToString(CultureInfo.InvariantCulture), value);
}

/// <summary>Tables with a caption, headers that sort, and a box of their own to scroll in.</summary>
internal static class HtmlTable
{
    /// <summary>Writes one; the first column names the row. Nothing is written without rows.</summary>
    public static void Write(HtmlWriter html, string id, string caption, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<HtmlCell>> rows)
    {
        IReadOnlyList<HtmlCell>[] lines = [.. rows];
        if (lines.Length == 0)
        {
            return;
        }

        html.Leaf("p", caption, ("id", $"{id}-caption"), ("class", "caption"), ("dir", "auto"));
        html.In(
            "div",
            () => html.In(
                "table",
                () =>
                {
                    html.In("thead", () => html.In("tr", () => Headers(html, columns, lines)));
                    html.In("tbody", () => Rows(html, lines));
                },
                ("id", id),
                ("aria-labelledby", $"{id}-caption")),
            ("class", "scroll"),
            ("tabindex", "0"),
            ("role", "region"),
            ("aria-labelledby", $"{id}-caption"));
    }

    private static void Headers(HtmlWriter html, IReadOnlyList<string> columns, IReadOnlyList<HtmlCell>[] rows)
    {
        for (int i = 0; i < columns.Count; i++)
        {
            bool numbers = rows.Any(row => row[i].Sort is not null);
            html.In("th", () => html.Leaf("button", columns[i], ("type", "button")), ("scope", "col"), ("class", numbers ? "number" : null));
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
