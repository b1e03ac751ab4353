using System.Globalization;
using ShiftEval.Gates;

namespace ShiftEval.Reports.Html;

/// <summary>What was required: the unmet in sight, the met on demand.</summary>
internal static class RequirementsPart
{
    /// <summary>Writes it.</summary>
    public static void Write(HtmlPage page) => page.Section("requirements", "Requirements", () =>
    {
        GateResult[] unmet = [.. page.Result.Requirements.Where(gate => !gate.Met)];
        GateResult[] met = [.. page.Result.Requirements.Where(gate => gate.Met)];
        page.Paragraph(FormattableString.Invariant($"{met.Length} met, {unmet.Length} not met."), unmet.Length == 0 ? "good" : "bad");
        Table(page, "unmet", "Not met", unmet);
        if (met.Length > 0)
        {
            page.Details("Met", () => Table(page, "met", "Met", met), open: unmet.Length == 0 && met.Length <= 12);
        }
    });

    private static void Table(HtmlPage page, string id, string caption, GateResult[] gates) => HtmlTable.Write(page.Html, id, caption, ["requirement", "domain", "statistics", "value", "met"], gates.Select(gate => (IReadOnlyList<HtmlCell>)
    [
        new(gate.Expression), new(gate.Domain ?? "over domains"), new(page.Label(gate.Model, gate.Statistics)),
        new(gate.Value?.ToString("0.####", CultureInfo.InvariantCulture) ?? MetricText.None, gate.Value), new(gate.Met ? "met" : "not met", Class: gate.Met ? "good" : "bad"),
    ]));
}
