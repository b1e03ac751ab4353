namespace ShiftEval.Reports.Html;

/// <summary>Drawing: lines, words and markers in an SVG that says in words what it shows.</summary>
internal sealed class HtmlFigure(HtmlWriter html)
{
    private static readonly string[] Dashes = ["none", "7 3", "2 3", "9 3 2 3", "4 2", "12 4", "1 2", "6 2 2 2"];

    /// <summary>A figure in a box of its own to scroll in.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="id">Unique within the page.</param>
    /// <param name="width">Width in pixels; narrower screens shrink it to no less than 345.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="title">What it shows, for those who do not see it.</param>
    /// <param name="description">Where its numbers are.</param>
    /// <param name="draw">Draws it.</param>
    /// <param name="screen"><c>wide</c> or <c>narrow</c> for a figure that stands in two forms; null for one of a single form.</param>
    public static void Write(HtmlWriter html, string id, double width, double height, string title, string description, Action<HtmlFigure> draw, string? screen = null) => html.In(
        "div",
        () => html.In(
            "svg",
            () =>
            {
                html.Leaf("title", title, ("id", $"{id}-name"));
                html.Leaf("desc", description, ("id", $"{id}-desc"));
                draw(new HtmlFigure(html));
            },
            ("xmlns", "http://www.w3.org/2000/svg"),
            ("role", "img"),
            ("aria-labelledby", $"{id}-name {id}-desc"),
            ("viewBox", $"0 0 {HtmlWriter.Number(width)} {HtmlWriter.Number(height)}"),
            ("style", $"width:{HtmlWriter.Number(width)}px;min-width:{HtmlWriter.Number(Math.Min(width, 345))}px")),
        ("class", $"scroll figure {screen}".TrimEnd()),
        ("tabindex", "0"),
        ("role", "group"),
        ("aria-label", title));

    /// <summary>A line.</summary>
    public void Line(double x1, double y1, double x2, double y2, string look, int? series = null) => html.Leaf(
        "line", null, ("x1", HtmlWriter.Number(x1)), ("y1", HtmlWriter.Number(y1)), ("x2", HtmlWriter.Number(x2)), ("y2", HtmlWriter.Number(y2)), ("class", Look(look, series)));

    /// <summary>A line through points.</summary>
    public void Curve(IEnumerable<(double X, double Y)> points, int series) => html.Leaf(
        "polyline", null, ("points", string.Join(' ', points.Select(p => $"{HtmlWriter.Number(p.X)},{HtmlWriter.Number(p.Y)}"))), ("class", Look("curve", series)), ("stroke-dasharray", Dashes[(series + (series / 8)) % 8]));

    /// <summary>Words; <paramref name="anchor"/> is <c>start</c>, <c>middle</c> or <c>end</c>.</summary>
    public void Words(double x, double y, string text, string anchor = "start", string? look = null) =>
        html.Leaf("text", text, ("x", HtmlWriter.Number(x)), ("y", HtmlWriter.Number(y)), ("text-anchor", anchor), ("class", look));

    /// <summary>A box.</summary>
    public void Box(double x, double y, double width, double height, string look) =>
        html.Leaf("rect", null, ("x", HtmlWriter.Number(x)), ("y", HtmlWriter.Number(y)), ("width", HtmlWriter.Number(width)), ("height", HtmlWriter.Number(height)), ("class", look));

    /// <summary>A marker of the series: shape and colour differ.</summary>
    public void Marker(double x, double y, int series)
    {
        string path = (series % 8) switch
        {
            0 => "M-4.5,0a4.5,4.5 0 1,0 9,0a4.5,4.5 0 1,0 -9,0z",
            1 => "M-4,-4h8v8h-8z",
            2 => "M0,-5.5l5,9h-10z",
            3 => "M0,-5.5l5.5,5.5l-5.5,5.5l-5.5,-5.5z",
            4 => "M0,5.5l5,-9h-10z",
            5 => "M-2,-5h4v3h3v4h-3v3h-4v-3h-3v-4h3z",
            6 => "M-5,-3h10v6h-10z",
            _ => "M-3,-5h6v10h-6z",
        };
        html.Leaf("path", null, ("d", path), ("transform", $"translate({HtmlWriter.Number(x)} {HtmlWriter.Number(y)})"), ("class", Look("marker", series)));
    }

    // Eight colours with eight shapes; from the ninth on hollow and with other dashes, so that no two of 64 look alike.
    private static string Look(string look, int? series) => series is { } s ? $"{look} s{s % 8}{(s / 8 % 2 == 1 ? " hollow" : "")}" : look;
}
