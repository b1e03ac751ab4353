using ShiftEval.Comparison.Results;
using ShiftEval.Metrics;

namespace ShiftEval.Reports.Html;

/// <summary>Figures of lines: source to target, shift by layer, reliability; one line a series.</summary>
internal static class CurvesPart
{
    /// <summary>Whether there are source and target domains.</summary>
    public static bool HasSlope(ComparisonResult result) => result.Data.Domains.Any(domain => domain.Role == "source") && result.Data.Domains.Any(domain => domain.Role == "target");

    /// <summary>From the average over source domains to the average over target domains.</summary>
    public static void Slope(HtmlPage page) => page.Section("slope", "From source to target domains", () =>
    {
        (VariantResult Variant, double? Source, double? Target)[] rows = [.. page.Variants.Select(variant => (variant, Average(page, variant, "source"), Average(page, variant, "target")))];
        Legend(page, [.. page.Variants.Select(page.Label)]);
        HtmlFigure.Write(page.Html, "slope", 560, 300, "Average over source domains and over target domains", "The numbers are in the table below.", figure =>
        {
            HtmlScale scale = new(rows.SelectMany(row => new[] { row.Source, row.Target }), 260, 30);
            Axis(figure, scale, page.Metric, 60, 540);
            for (int series = 0; series < rows.Length; series++)
            {
                if (rows[series] is { Source: { } from, Target: { } to })
                {
                    Draw(figure, [(170, scale.At(from)), (430, scale.At(to))], series);
                }
            }

            figure.Words(170, 288, "source", "middle");
            figure.Words(430, 288, "target", "middle");
        });
        HtmlTable.Write(page.Html, "slope-table", $"{ForestPart.Capital(MetricText.Header(page.Metric))}: unweighted averages", ["statistics", "source", "target"], rows.Select(row => (IReadOnlyList<HtmlCell>)
            [new(page.Label(row.Variant)), new(MetricText.Value(page.Metric, row.Source), row.Source), new(MetricText.Value(page.Metric, row.Target), row.Target)]));
    });

    /// <summary>How far each layer's statistics are from the file's own.</summary>
    public static void Layers(HtmlPage page) => page.Section("layers", "Shift by layer", () =>
    {
        IReadOnlyList<LayerProfileResult> profiles = page.Result.LayerShifts;
        page.Paragraph("How far the statistics of each BatchNorm layer lie from the file's own, in standard deviations. High in the first layers: colour, stain, scanner; high only in the last: other content.", "soft");
        Legend(page, [.. profiles.Select(profile => $"{page.Label(profile.Model, profile.Statistics)} · {profile.Domain}")]);
        HtmlFigure.Write(page.Html, "layers", 760, 330, "Shift by layer number", "The numbers are in the table below.", figure =>
        {
            int count = Math.Max(2, profiles.Max(profile => profile.Layers.Count));
            HtmlScale scale = new([0, .. profiles.SelectMany(profile => profile.Layers).Select(layer => (double?)layer.Shift)], 280, 20);
            Axis(figure, scale, "nll", 60, 740);
            for (int series = 0; series < profiles.Count; series++)
            {
                Draw(figure, [.. profiles[series].Layers.Select((layer, i) => (70 + (660.0 * i / (count - 1)), scale.At(layer.Shift)))], series);
            }

            figure.Words(70, 300, "1", "middle", "faint");
            figure.Words(730, 300, FormattableString.Invariant($"{count}"), "middle", "faint");
            figure.Words(400, 320, "layer number", "middle");
        });
        page.Html.In("details", () =>
        {
            page.Html.Leaf("summary", "Numbers by layer");
            HtmlTable.Write(page.Html, "layers-table", "Shift by layer", ["layer", "number", "statistics", "domain", "channels", "shift"], profiles.SelectMany(profile => profile.Layers.Select((layer, i) => (IReadOnlyList<HtmlCell>)
                [new(layer.Name), HtmlCell.Count(i + 1), new(page.Label(profile.Model, profile.Statistics)), new(profile.Domain), HtmlCell.Count(layer.Channels), new(MetricText.Number("nll", layer.Shift, signed: false), layer.Shift)])));
        });
    });

    /// <summary>How often predictions of a confidence are right.</summary>
    public static void Reliability(HtmlPage page) => page.Section("reliability", "Reliability", () =>
    {
        page.Paragraph("Mean confidence (across) against the share that is right (up). On the grey line confidence is deserved; below it the model is too sure of itself.", "soft");
        Legend(page, [.. page.Variants.Select(page.Label)]);
        page.Html.In("div", () =>
        {
            foreach (DomainResult domain in page.Result.Data.Domains)
            {
                page.Html.In("div", () => HtmlFigure.Write(page.Html, FormattableString.Invariant($"reliability-{page.Result.Data.Domains.ToList().IndexOf(domain)}"), 300, 300, $"Reliability at {domain.Name}", "The numbers are in the table below.", figure => Reliability(page, domain.Name, figure)));
            }
        }, ("class", "grid"));
        page.Html.In("details", () =>
        {
            page.Html.Leaf("summary", "Numbers by bin");
            HtmlTable.Write(page.Html, "reliability-table", "Reliability by bin", ["domain", "statistics", "images", "mean confidence %", "right %"], page.Result.Cells.SelectMany(cell => cell.Reliability.Select(bin => (IReadOnlyList<HtmlCell>)
                [new(cell.Domain), new(page.Label(cell.Model, cell.Statistics)), HtmlCell.Count(bin.Count), new(MetricText.Value("accuracy", bin.MeanConfidence), bin.MeanConfidence), new(MetricText.Value("accuracy", bin.Accuracy), bin.Accuracy)])));
        });
    });

    private static void Reliability(HtmlPage page, string domain, HtmlFigure figure)
    {
        HtmlScale across = new([0, 1], 40, 285);
        HtmlScale up = new([0, 1], 260, 30);
        figure.Words(40, 18, HtmlPage.Short(domain, 32), look: "strong");
        Axis(figure, up, "accuracy", 40, 285);
        figure.Line(40, 260, 285, 30, "axis");
        figure.Words(40, 278, "0", "middle", "faint");
        figure.Words(285, 278, "100", "middle", "faint");
        figure.Words(160, 292, "confidence %", "middle", "faint");
        for (int series = 0; series < page.Variants.Count; series++)
        {
            ReliabilityBin[] bins = [.. page.Cell(page.Variants[series], domain)?.Reliability.Where(bin => bin is { MeanConfidence: not null, Accuracy: not null }) ?? []];
            Draw(figure, [.. bins.Select(bin => (across.At(bin.MeanConfidence!.Value), up.At(bin.Accuracy!.Value)))], series);
        }
    }

    private static void Draw(HtmlFigure figure, (double X, double Y)[] points, int series)
    {
        figure.Curve(points, series);
        foreach ((double x, double y) in points)
        {
            figure.Marker(x, y, series);
        }
    }

    private static void Axis(HtmlFigure figure, HtmlScale scale, string metric, double left, double right)
    {
        foreach (double tick in scale.Ticks)
        {
            figure.Line(left, scale.At(tick), right, scale.At(tick), "axis");
            figure.Words(left - 6, scale.At(tick) + 4, MetricText.Number(metric, tick, signed: false), "end", "faint");
        }
    }

    private static void Legend(HtmlPage page, string[] labels) => page.Html.In("ul", () =>
    {
        for (int series = 0; series < labels.Length; series++)
        {
            page.Html.In("li", () =>
            {
                page.Html.In("svg", () => Draw(new HtmlFigure(page.Html), [(1, 7), (15, 7), (29, 7)], series), ("xmlns", "http://www.w3.org/2000/svg"), ("viewBox", "-6 0 42 14"), ("width", "42"), ("height", "14"), ("aria-hidden", "true"));
                page.Html.Name(labels[series]);
            });
        }
    }, ("class", "legend"));

    private static double? Average(HtmlPage page, VariantResult variant, string role)
    {
        double?[] values = [.. page.Result.Data.Domains.Where(domain => domain.Role == role).Select(domain => page.Cell(variant, domain.Name)?.Metrics.GetValueOrDefault(page.Metric)?.Value)];
        return values.Length == 0 || values.Any(value => value is null) ? null : values.Average();
    }
}
