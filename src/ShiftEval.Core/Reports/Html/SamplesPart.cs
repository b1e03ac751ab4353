using System.Globalization;
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
        page.Paragraph(FormattableString.Invariant($"Images used: {data.Samples?.ToString(CultureInfo.InvariantCulture) ?? Redaction.Withheld}; without a label: {data.Unlabelled}; left out because they could not be read: {data.Skipped}. A group (patient, slide) is never split."), "soft");
        HtmlTable.Write(page.Html, "counts", "Images of each domain, all splits", ["domain", "role", "images", "groups", .. classes], data.Domains.Select(domain => (IReadOnlyList<HtmlCell>)
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
