using ShiftEval.Comparison.Results;

namespace ShiftEval.Reports.Html;

/// <summary>How many images, groups and which classes each domain has.</summary>
internal static class SamplesPart
{
    /// <summary>Writes it.</summary>
    public static void Write(HtmlPage page) => page.Section("samples", "Images and groups", () =>
    {
        DataResult data = page.Result.Data;
        string[] classes = [.. data.Classes];
        string used = data.Samples is null ? "" : FormattableString.Invariant($"Images used: {data.Samples}; without a label: {data.Unlabelled}; left out because they could not be read: {data.Skipped}. ");
        page.Paragraph($"{used}A group (patient, slide) is never split.", "soft");
        HtmlTable.Write(page.Html, "counts", data.Samples is null ? "Images scored of each domain" : "Images of each domain, all splits", ["domain", "role", "images", "groups", .. classes], data.Domains.Select(domain => (IReadOnlyList<HtmlCell>)
        [
            new(domain.Name), new(domain.Role), HtmlCell.Count(domain.Samples), HtmlCell.Count(domain.Groups),
            .. classes.Select(name => domain.Classes.Count == 0 && domain.Samples > 0 ? new HtmlCell(MetricText.None) : HtmlCell.Count(domain.Classes.GetValueOrDefault(name))),
        ]));
        if (data.SkippedSamples.Count > 0)
        {
            HtmlTable.Write(page.Html, "skipped", "Images left out", ["image", "reason"], data.SkippedSamples.Select(skipped => (IReadOnlyList<HtmlCell>)[new(skipped.Id), new(skipped.Reason)]));
        }
    });
}
