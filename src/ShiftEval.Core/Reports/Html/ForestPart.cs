using ShiftEval.Comparison.Results;
using ShiftEval.Metrics;

namespace ShiftEval.Reports.Html;

/// <summary>The primary metric of every domain and statistics with its interval, numbers beside it.</summary>
internal static class ForestPart
{
    // On a narrow screen the words stand above their line instead of beside it.
    private static readonly Layout Wide = new("wide", 860, 190, 540, 22, 60, 24, 0);
    private static readonly Layout Narrow = new("narrow", 350, 16, 330, 36, 30, 18, 14);

    /// <summary>Writes it.</summary>
    public static void Write(HtmlPage page) => page.Section("forest", $"{Capital(MetricText.Header(page.Metric))} by domain", () =>
    {
        page.Paragraph(FormattableString.Invariant($"Marker: the value. Line: its {page.Result.Settings.Confidence * 100:0.####} % interval. A long line means few images or groups; overlap of lines is no test, the differences below are."), "soft");
        foreach (Layout layout in new[] { Wide, Narrow })
        {
            double height = 44 + page.Result.Data.Domains.Sum(domain => 24 + (layout.Row * page.Cells.Count(cell => cell.Domain == domain.Name)));
            HtmlFigure.Write(page.Html, $"forest-{layout.Screen}", layout.Width, height, $"{MetricText.Name(page.Metric)} by domain and statistics, with intervals", "The numbers stand beside each line and in the table of results.", figure => Draw(page, figure, layout, height), layout.Screen);
        }
    });

    /// <summary>The text with its first letter large.</summary>
    public static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    private static void Draw(HtmlPage page, HtmlFigure figure, Layout layout, double height)
    {
        MetricValue?[] values = [.. page.Cells.Select(cell => cell.Metrics.GetValueOrDefault(page.Metric))];
        HtmlScale scale = new(values.SelectMany(value => new[] { value?.Value, value?.Low, value?.High }), layout.Left, layout.Right);
        foreach (double tick in scale.Ticks)
        {
            figure.Line(scale.At(tick), 24, scale.At(tick), height - 8, "axis");
            figure.Words(scale.At(tick), 16, MetricText.Number(page.Metric, tick, signed: false), "middle", "faint");
        }

        if (layout.Drop == 0)
        {
            figure.Words(590, 16, "value [interval]", look: "faint");
            figure.Words(850, 16, "images / groups", "end", "faint");
        }

        double y = 42;
        foreach (DomainResult domain in page.Result.Data.Domains)
        {
            figure.Words(0, y, $"{HtmlPage.Short(domain.Name, layout.Name)} ({domain.Role})", look: "strong");
            y += 22;
            foreach (CellResult cell in page.Cells.Where(cell => cell.Domain == domain.Name))
            {
                Draw(page, figure, layout, scale, cell, y);
                y += layout.Row;
            }

            y += 2;
        }
    }

    private static void Draw(HtmlPage page, HtmlFigure figure, Layout layout, HtmlScale scale, CellResult cell, double y)
    {
        int series = page.Series(cell.Model, cell.Statistics);
        MetricValue value = cell.Metrics.GetValueOrDefault(page.Metric) ?? new MetricValue(null, null, null, null);
        double line = y - 4 + layout.Drop;
        figure.Words(12, y, $"{HtmlPage.Short(page.Label(cell.Model, cell.Statistics), layout.Label)}{(cell.Transductive ? " *" : "")}");
        if (value is { Low: { } low, High: { } high })
        {
            figure.Line(scale.At(low), line, scale.At(high), line, "bar", series);
        }

        if (value.Value is { } at)
        {
            figure.Marker(scale.At(at), line, series);
        }

        string number = value.Value is null ? $"{MetricText.None} {HtmlPage.Short(value.Reason ?? "", layout.Label)}" : MetricText.WithInterval(page.Metric, value);
        string counts = FormattableString.Invariant($"{cell.Samples} / {cell.Groups}");
        if (layout.Drop == 0)
        {
            figure.Words(590, y, number);
            figure.Words(850, y, counts, "end");
        }
        else
        {
            figure.Words(layout.Width, y, number, "end");
        }
    }

    /// <summary>Where things stand on a screen.</summary>
    /// <param name="Screen">Which screen.</param>
    /// <param name="Width">Width in pixels.</param>
    /// <param name="Left">Where the axis begins.</param>
    /// <param name="Right">Where it ends.</param>
    /// <param name="Row">Height of a row.</param>
    /// <param name="Name">Most characters of a domain.</param>
    /// <param name="Label">Most characters of a variant.</param>
    /// <param name="Drop">How far a line stands below its words; 0 for beside them.</param>
    private sealed record Layout(string Screen, double Width, double Left, double Right, double Row, int Name, int Label, double Drop);
}
