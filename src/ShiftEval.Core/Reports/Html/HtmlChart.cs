namespace ShiftEval.Reports.Html;

/// <summary>What figures of lines have in common: an axis with its grid, a line with markers, a legend.</summary>
internal static class HtmlChart
{
    /// <summary>A vertical axis: a grey line and a number at every tick.</summary>
    public static void Axis(HtmlFigure figure, HtmlScale scale, string metric, double left, double right)
    {
        foreach (double tick in scale.Ticks)
        {
            figure.Line(left, scale.At(tick), right, scale.At(tick), "axis");
            figure.Words(left - 6, scale.At(tick) + 4, MetricText.Number(metric, tick, signed: false), "end", "faint");
        }
    }

    /// <summary>A line with its markers.</summary>
    public static void Curve(HtmlFigure figure, IReadOnlyList<(double X, double Y)> points, int series)
    {
        figure.Curve(points, series);
        foreach ((double x, double y) in points)
        {
            figure.Marker(x, y, series);
        }
    }

    /// <summary>What each colour, marker and dash stands for.</summary>
    public static void Legend(HtmlPage page) => page.Html.In("ul", () =>
    {
        for (int series = 0; series < page.Variants.Count; series++)
        {
            page.Html.In("li", () =>
            {
                page.Html.In("svg", () => Curve(new HtmlFigure(page.Html), [(1, 7), (15, 7), (29, 7)], series), ("xmlns", "http://www.w3.org/2000/svg"), ("viewBox", "-6 0 42 14"), ("width", "42"), ("height", "14"), ("aria-hidden", "true"));
                page.Html.Name(page.Label(page.Variants[series]));
            });
        }
    }, ("class", "legend"));

    /// <summary>One small figure for each domain, side by side as the width allows.</summary>
    public static void Panels(HtmlPage page, string id, string title, IReadOnlyList<string> domains, Action<HtmlFigure, string> draw) => page.Html.In("div", () =>
    {
        for (int i = 0; i < domains.Count; i++)
        {
            string domain = domains[i];
            HtmlFigure.Write(page.Html, FormattableString.Invariant($"{id}-{i}"), 320, 300, $"{title} {domain}", "The numbers are in the table below.", figure =>
            {
                figure.Words(46, 18, HtmlPage.Short(domain, 32), look: "strong");
                draw(figure, domain);
            });
        }
    }, ("class", "grid"));
}
