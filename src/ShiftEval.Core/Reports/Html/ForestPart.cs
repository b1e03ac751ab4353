using ShiftEval.Comparison.Results;
using ShiftEval.Metrics;

namespace ShiftEval.Reports.Html;

/// <summary>The primary metric of every domain and statistics with its interval, numbers beside it.</summary>
internal static class ForestPart
{
    private const double Left = 190;
    private const double Right = 540;
    private const double Row = 22;

    /// <summary>Writes it.</summary>
    public static void Write(HtmlPage page) => page.Section("forest", $"{Capital(MetricText.Header(page.Metric))} by domain", () =>
    {
        page.Paragraph(FormattableString.Invariant($"Marker: the value. Line: its {page.Result.Settings.Confidence * 100:0.####} % interval. A long line means few images or groups; overlap of lines is no test, the differences below are."), "soft");
        double height = 44 + page.Result.Data.Domains.Sum(domain => 24 + (Row * page.Variants.Count(variant => page.Cell(variant, domain.Name) is not null)));
        HtmlFigure.Write(page.Html, "forest", 860, height, $"{MetricText.Name(page.Metric)} by domain and statistics, with intervals", "The numbers stand beside each line and in the table of results.", figure => Draw(page, figure, height));
    });

    /// <summary>The text with its first letter large.</summary>
    public static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    private static void Draw(HtmlPage page, HtmlFigure figure, double height)
    {
        MetricValue?[] values = [.. page.Result.Cells.Select(cell => cell.Metrics.GetValueOrDefault(page.Metric))];
        HtmlScale scale = new(values.SelectMany(value => new[] { value?.Value, value?.Low, value?.High }), Left, Right);
        foreach (double tick in scale.Ticks)
        {
            figure.Line(scale.At(tick), 24, scale.At(tick), height - 8, "axis");
            figure.Words(scale.At(tick), 16, MetricText.Number(page.Metric, tick, signed: false), "middle", "faint");
        }

        figure.Words(590, 16, "value [interval]", look: "faint");
        figure.Words(850, 16, "images / groups", "end", "faint");
        double y = 42;
        foreach (DomainResult domain in page.Result.Data.Domains)
        {
            figure.Words(0, y, $"{HtmlPage.Short(domain.Name, 60)} ({domain.Role})", look: "strong");
            y += Row;
            for (int series = 0; series < page.Variants.Count; series++)
            {
                if (page.Cell(page.Variants[series], domain.Name) is { } cell)
                {
                    Draw(page, figure, scale, cell, series, y);
                    y += Row;
                }
            }

            y += 2;
        }
    }

    private static void Draw(HtmlPage page, HtmlFigure figure, HtmlScale scale, CellResult cell, int series, double y)
    {
        MetricValue value = cell.Metrics.GetValueOrDefault(page.Metric) ?? new MetricValue(null, null, null, null);
        figure.Words(12, y, $"{HtmlPage.Short(page.Label(cell.Model, cell.Statistics), 24)}{(cell.Transductive ? " *" : "")}");
        if (value is { Low: { } low, High: { } high })
        {
            figure.Line(scale.At(low), y - 4, scale.At(high), y - 4, "bar", series);
        }

        if (value.Value is { } at)
        {
            figure.Marker(scale.At(at), y - 4, series);
        }

        figure.Words(590, y, value.Value is null ? $"{MetricText.None} {HtmlPage.Short(value.Reason ?? "", 24)}" : MetricText.WithInterval(page.Metric, value));
        figure.Words(850, y, FormattableString.Invariant($"{cell.Samples} / {cell.Groups}"), "end");
    }
}
