using PuppeteerSharp;

namespace ShiftEval.Cli.Tests.Browser;

/// <summary>Headless Chromium, where the machine has one.</summary>
internal static class ReportBrowser
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    /// <summary>Starts it; the test is skipped, aloud, where there is none.</summary>
    public static async Task<IBrowser> StartOrSkip()
    {
        string? path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
        Assert.SkipWhen(path is null, "No Chromium on this machine: the report is not opened.");

        // Its sandbox does not start as root, and the page is this program's own.
        return await Puppeteer.LaunchAsync(new LaunchOptions { ExecutablePath = path, Headless = true, Args = ["--no-sandbox"] });
    }
}
