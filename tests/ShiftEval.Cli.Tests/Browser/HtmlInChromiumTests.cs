using PuppeteerSharp;
using ShiftEval.Tests;

namespace ShiftEval.Cli.Tests.Browser;

/// <summary>The report of shipped images, and of real photographs where they are at hand, as a reader meets it. Pictures are kept under <c>TestResults/html</c> beside the tests.</summary>
public sealed class HtmlInChromiumTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("shifteval-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Report_ShippedImages_ReadsWellOnEveryScreen()
    {
        await using IBrowser browser = await ReportBrowser.StartOrSkip();
        string shipped = Path.Combine(AppContext.BaseDirectory, "demo");
        string report = await Compare(
            Path.Combine(shipped, "models/smears/leave-out-arden/seed0.onnx"), "--data", Path.Combine(shipped, "datasets/smears/manifest.csv"),
            "--operating-point", "sensitivity=0.9", "--positive", "lobed", "--statistics", "ema,domain", "--require", "accuracy>=0.9", "--require", "accuracy>=0.1");

        await Check(browser, report, "shipped");
    }

    [Fact]
    public async Task Report_RealPhotographs_ReadsWellOnEveryScreen()
    {
        string reference = SharedReference.FolderOrSkip();
        await using IBrowser browser = await ReportBrowser.StartOrSkip();
        string report = await Compare(
            Path.Combine(reference, "reference/wbc/isfahan-leukocytes/model.onnx"), "--data", Path.Combine(reference, "data/wbc-5labs/leave-out-isfahan-leukocytes.csv"),
            "--preprocess", Path.Combine(reference, "reference/wbc/preprocessor_config.json"), "--statistics", "ema,domain");

        await Check(browser, report, "wbc-5labs");
    }

    [Fact]
    public async Task Sort_ByClickOnAHeader_OrdersNumbersByValue()
    {
        await using IBrowser browser = await ReportBrowser.StartOrSkip();
        string report = await Compare(TinyLabs.Model, "--data", TinyLabs.Manifest, "--preprocess", TinyLabs.Preprocess);
        await using OpenedReport opened = await OpenedReport.Open(browser, report, 1280, dark: false);
        const string Column = "[...document.querySelectorAll('#cells tbody tr')].map(row => Number(row.cells[2].dataset.value))";
        double[] before = await opened.Ask<double[]>(Column);

        await opened.Ask<int>("(() => { document.querySelectorAll('#cells thead button')[2].click(); return 0; })()");

        double[] after = await opened.Ask<double[]>(Column);
        Assert.Equal(before.Order().ToArray(), after);
        string order = await opened.Ask<string>("document.querySelectorAll('#cells thead th')[2].getAttribute('aria-sort')");
        Assert.Equal("ascending", order);
    }

    private static async Task Check(IBrowser browser, string report, string name)
    {
        string kept = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "TestResults", "html")).FullName;
        foreach ((int width, bool dark) in new[] { (1280, false), (1280, true), (390, false), (390, true) })
        {
            await using OpenedReport opened = await OpenedReport.Open(browser, report, width, dark);
            string screen = $"{name}-{(width == 390 ? "narrow" : "wide")}-{(dark ? "dark" : "light")}";
            await opened.Picture(Path.Combine(kept, $"{screen}.png"));
            await opened.Unfold();

            int across = await opened.Ask<int>("document.documentElement.scrollWidth");
            string[] pale = await opened.TooPale();
            bool darkens = await opened.Ask<bool>("getComputedStyle(document.body).backgroundColor !== 'rgb(255, 255, 255)'");
            Assert.Empty(opened.Complaints);
            Assert.Equal([new Uri(report).AbsoluteUri], opened.Requests);
            Assert.Equal(width, across);
            Assert.Empty(pale);
            Assert.Equal(dark, darkens);
            if (screen.EndsWith("wide-light", StringComparison.Ordinal))
            {
                int sheets = await opened.Print(Path.Combine(kept, $"{name}.pdf"));
                Assert.InRange(sheets, 2, 60);
            }
        }
    }

    private async Task<string> Compare(params string[] arguments)
    {
        string report = Path.Combine(folder, "report.html");
        CommandRun run = await CommandRun.In(folder, ["compare", .. arguments, "--html", report, "--resamples", "200", "--device", "cpu"]);
        Assert.True(run.Code is 0 or 1, run.Error);
        return report;
    }
}
