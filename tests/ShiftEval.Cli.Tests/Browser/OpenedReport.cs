using System.Text;
using System.Text.RegularExpressions;
using PuppeteerSharp;

namespace ShiftEval.Cli.Tests.Browser;

/// <summary>A report in a browser window, with all that the browser complained of or asked the network for.</summary>
internal sealed class OpenedReport : IAsyncDisposable
{
    // Text against what lies behind it (WCAG 2.2, 1.4.3: 4.5, large text 3) and marks against the page (1.4.11: 3).
    private const string Contrast = """
        (() => {
          const channel = c => { c /= 255; return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4); };
          const light = c => 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2]);
          const ratio = (a, b) => { const x = light(a), y = light(b); return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05); };
          const parse = text => (text.match(/[\d.]+/g) || []).map(Number);
          const behind = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] > 0) return c; } return [255, 255, 255]; };
          const found = [];
          for (const e of document.querySelectorAll('body *')) {
            if (!e.getClientRects().length || ['SCRIPT', 'STYLE', 'title', 'desc'].includes(e.tagName)) continue;
            const style = getComputedStyle(e), size = parseFloat(style.fontSize);
            if ([...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) {
              const text = parse(e.tagName === 'text' ? style.fill : style.color), large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
              if (ratio(text, behind(e)) < (large ? 3 : 4.5)) found.push(e.tagName + ' ' + e.className + ' ' + e.textContent.slice(0, 40) + ' ' + ratio(text, behind(e)).toFixed(2));
            }
            for (const [look, property] of [['curve', 'stroke'], ['bar', 'stroke'], ['marker', e.classList.contains('hollow') ? 'stroke' : 'fill']]) {
              if (e.classList.contains(look) && ratio(parse(style[property]), behind(e)) < 3) found.push(look + ' ' + style[property]);
            }
          }
          return [...new Set(found)];
        })()
        """;

    private readonly IPage page;
    private readonly List<string> complaints = [];
    private readonly List<string> requests = [];

    private OpenedReport(IPage page)
    {
        this.page = page;
        page.Console += (_, happened) => complaints.Add($"{happened.Message.Type}: {happened.Message.Text}");
        page.PageError += (_, happened) => complaints.Add(happened.Message);
        page.Request += (_, happened) => requests.Add(happened.Request.Url);
    }

    /// <summary>Messages of the console and errors of scripts.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    /// <summary>Addresses that were asked for, the page's own first.</summary>
    public IReadOnlyList<string> Requests => requests;

    /// <summary>Opens the file with every folded part unfolded.</summary>
    public static async Task<OpenedReport> Open(IBrowser browser, string path, int width, bool dark)
    {
        OpenedReport opened = new(await browser.NewPageAsync());
        await opened.page.SetViewportAsync(new ViewPortOptions { Width = width, Height = width > 600 ? 900 : 844 });
        await opened.page.EmulateMediaFeaturesAsync([new MediaFeatureValue { MediaFeature = MediaFeature.PrefersColorScheme, Value = dark ? "dark" : "light" }]);
        await opened.page.GoToAsync(new Uri(path).AbsoluteUri);
        return opened;
    }

    /// <summary>What an expression gives in the page.</summary>
    public Task<T> Ask<T>(string expression) => page.EvaluateExpressionAsync<T>(expression);

    /// <summary>Opens what is folded.</summary>
    public Task Unfold() => Ask<int>("(() => { document.querySelectorAll('details').forEach(part => part.open = true); return 0; })()");

    /// <summary>Text and marks that are too pale.</summary>
    public Task<string[]> TooPale() => Ask<string[]>(Contrast);

    /// <summary>Keeps a picture of the whole page.</summary>
    public Task Picture(string path) => page.ScreenshotAsync(path, new ScreenshotOptions { FullPage = true });

    /// <summary>Keeps the page as it prints, and tells how many sheets there are.</summary>
    public async Task<int> Print(string path)
    {
        byte[] sheets = await page.PdfDataAsync(new PdfOptions { PreferCSSPageSize = true });
        await File.WriteAllBytesAsync(path, sheets);
        return Regex.Count(Encoding.Latin1.GetString(sheets), @"/Type\s*/Page[^s]", RegexOptions.None, TimeSpan.FromSeconds(10));
    }

    public async ValueTask DisposeAsync() => await page.DisposeAsync();
}
