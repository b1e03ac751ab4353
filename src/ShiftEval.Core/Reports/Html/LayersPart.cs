using ShiftEval.Comparison.Results;

namespace ShiftEval.Reports.Html;

/// <summary>How far each layer's statistics lie from the file's own, one figure a domain.</summary>
internal static class LayersPart
{
    /// <summary>Whether anything was estimated.</summary>
    public static bool Applies(ComparisonResult result) => result.LayerShifts.Any(profile => profile.Layers.Count > 0);

    /// <summary>Writes it.</summary>
    public static void Write(HtmlPage page) => page.Section("layers", "Shift by layer", () =>
    {
        LayerProfileResult[] profiles = [.. page.Result.LayerShifts.Where(profile => profile.Layers.Count > 0)];
        page.Paragraph("How far the statistics of each BatchNorm layer lie from the file's own, in standard deviations, from the first layer to the last. High in the first layers: colour, stain, scanner; high only in the last: other content.", "soft");
        HtmlChart.Legend(page);
        int count = Math.Max(2, profiles.Max(profile => profile.Layers.Count));
        HtmlScale scale = new([0, .. profiles.SelectMany(profile => profile.Layers).Select(layer => (double?)layer.Shift)], 260, 30);
        string[] domains = [.. page.Result.Data.Domains.Select(domain => domain.Name).Where(domain => profiles.Any(profile => profile.Domain == domain))];
        HtmlChart.Panels(page, "layers", "Shift by layer at", domains, (figure, domain) =>
        {
            HtmlChart.Axis(figure, scale, "nll", 46, 310);
            foreach (LayerProfileResult profile in profiles.Where(profile => profile.Domain == domain))
            {
                HtmlChart.Curve(figure, [.. profile.Layers.Select((layer, i) => (54 + (248.0 * i / (count - 1)), scale.At(layer.Shift)))], page.Series(profile.Model, profile.Statistics));
            }

            figure.Words(54, 278, "1", "middle", "faint");
            figure.Words(302, 278, FormattableString.Invariant($"{count}"), "middle", "faint");
            figure.Words(178, 292, "layer", "middle", "faint");
        });
        page.Details("Numbers by layer", () => HtmlTable.Write(page.Html, "layers-table", "Shift by layer, in standard deviations", ["layer", "number", "statistics", "domain", "channels", "shift"], profiles.SelectMany(profile => profile.Layers.Select((layer, i) => (IReadOnlyList<HtmlCell>)
            [new(layer.Name), HtmlCell.Count(i + 1), new(page.Label(profile.Model, profile.Statistics)), new(profile.Domain), HtmlCell.Count(layer.Channels), HtmlCell.Value("nll", layer.Shift)]))));
    });
}
