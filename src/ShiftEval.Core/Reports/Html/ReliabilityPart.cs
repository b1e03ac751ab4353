using ShiftEval.Comparison.Results;
using ShiftEval.Metrics;

namespace ShiftEval.Reports.Html;

/// <summary>How often predictions of a confidence are right, one figure a domain.</summary>
internal static class ReliabilityPart
{
    // One wrong image of 20 moves a point by 5 percentage points; of the four that a bin of a small domain holds, by 25.
    private const int Fewest = 20;

    /// <summary>Whether there are labels.</summary>
    public static bool Applies(ComparisonResult result) => result.Cells.Any(cell => cell.Reliability.Count > 0);

    /// <summary>Writes it.</summary>
    public static void Write(HtmlPage page) => page.Section("reliability", "Reliability", () =>
    {
        page.Paragraph(FormattableString.Invariant($"Mean confidence (across) against the share that is right (up). On the grey line confidence is deserved; below it the model is too sure of itself. Each point stands for at least {Fewest} images: neighbouring bins of the table were joined for it."), "soft");
        HtmlChart.Legend(page);
        HtmlChart.Panels(page, "reliability", "Reliability at", [.. page.Result.Data.Domains.Select(domain => domain.Name)], (figure, domain) => Draw(page, figure, domain));
        page.Details("Numbers by bin", () => HtmlTable.Write(page.Html, "reliability-table", "Reliability by bin", ["domain", "statistics", "images", "mean confidence %", "right %"], page.Cells.SelectMany(cell => cell.Reliability.Select(bin => (IReadOnlyList<HtmlCell>)
            [new(cell.Domain), new(page.Label(cell.Model, cell.Statistics)), HtmlCell.Count(bin.Count), HtmlCell.Value("accuracy", bin.MeanConfidence), HtmlCell.Value("accuracy", bin.Accuracy)]))));
    });

    private static void Draw(HtmlPage page, HtmlFigure figure, string domain)
    {
        HtmlScale across = new([0, 1], 46, 310);
        HtmlScale up = new([0, 1], 260, 30);
        HtmlChart.Axis(figure, up, "accuracy", 46, 310);
        figure.Line(46, 260, 310, 30, "axis");
        figure.Words(46, 278, "0", "middle", "faint");
        figure.Words(310, 278, "100", "end", "faint");
        figure.Words(178, 292, "confidence %", "middle", "faint");
        foreach (CellResult cell in page.Cells.Where(cell => cell.Domain == domain))
        {
            HtmlChart.Curve(figure, [.. ReliabilityBin.Join(cell.Reliability, Fewest).Select(bin => (across.At(bin.MeanConfidence!.Value), up.At(bin.Accuracy!.Value)))], page.Series(cell.Model, cell.Statistics));
        }
    }
}
