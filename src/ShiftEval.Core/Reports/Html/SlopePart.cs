using ShiftEval.Comparison.Results;

namespace ShiftEval.Reports.Html;

/// <summary>What is lost on the way from the source domains to the target domains.</summary>
internal static class SlopePart
{
    /// <summary>Whether there are source and target domains.</summary>
    public static bool Applies(ComparisonResult result) => result.Summary.Any(row => row.Metric == result.Settings.Metric && row.Drop is not null);

    /// <summary>Writes it.</summary>
    public static void Write(HtmlPage page) => page.Section("slope", "From source to target domains", () =>
    {
        (string Label, int Series, double Source, double Target, double Drop)[] rows = [.. page.Result.Summary
            .Where(row => row.Metric == page.Metric && row is { Drop: not null, Average: not null })
            .Select(row => (page.Label(row.Model, row.Statistics), page.Series(row.Model, row.Statistics), row.Average!.Value + row.Drop!.Value, row.Average.Value, row.Drop.Value))];
        HtmlChart.Legend(page);
        HtmlFigure.Write(page.Html, "slope-figure", 420, 300, "Average over source domains and over target domains", "The numbers are in the table below.", figure =>
        {
            HtmlScale scale = new(rows.SelectMany(row => new double?[] { row.Source, row.Target }), 260, 30);
            HtmlChart.Axis(figure, scale, page.Metric, 50, 410);
            foreach ((_, int series, double source, double target, _) in rows)
            {
                HtmlChart.Curve(figure, [(130, scale.At(source)), (330, scale.At(target))], series);
            }

            figure.Words(130, 288, "source", "middle");
            figure.Words(330, 288, "target", "middle");
        });
        HtmlTable.Write(page.Html, "slope-table", $"{ForestPart.Capital(MetricText.Header(page.Metric))}: unweighted averages over domains", ["statistics", "source", "target", "drop"], rows.Select(row => (IReadOnlyList<HtmlCell>)
            [new(row.Label), HtmlCell.Value(page.Metric, row.Source), HtmlCell.Value(page.Metric, row.Target), HtmlCell.Value(page.Metric, row.Drop)]));
    });
}
