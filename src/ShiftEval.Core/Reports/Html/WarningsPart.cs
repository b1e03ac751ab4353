using ShiftEval.Diagnostics;

namespace ShiftEval.Reports.Html;

/// <summary>Every warning, before any figure.</summary>
internal static class WarningsPart
{
    /// <summary>Writes it.</summary>
    public static void Write(HtmlPage page) =>
        page.Section("warnings", "What to know before reading on", () => page.Html.In("div", () => page.Html.In("ul", () => Warnings(page)), ("class", "notes")));

    private static void Warnings(HtmlPage page)
    {
        foreach (Warning warning in page.Result.Warnings.Distinct())
        {
            page.Html.In("li", () =>
            {
                if (warning.Domain is { } domain)
                {
                    page.Html.Name(domain);
                    page.Html.Text(": ");
                }

                page.Html.Name(warning.Message);
                page.Html.Leaf("span", $" ({warning.Code})", ("class", "soft"));
            });
        }
    }
}
