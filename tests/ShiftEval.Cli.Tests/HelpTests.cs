namespace ShiftEval.Cli.Tests;

public sealed class HelpTests
{
    private static readonly string[] Everywhere = ["--json", "--overwrite", "--quiet", "--no-progress", "--verbose"];

    private static readonly string[] OnImages =
    [
        "--data", "--domain", "--source", "--domain-column", "--label-column", "--group-column", "--split-column", "--path-column", "--path-template",
        "--split-values", "--preprocess", "--layout", "--channel-order", "--input", "--layers", "--twin", "--output", "--statistics", "--seed", "--split-seed", "--device",
        "--threads", "--memory", "--on-error", "--max-errors",
    ];

    private static readonly string[] Scoring = ["--classes", "--scores", "--batch-size", "--confidence", "--resamples", "--metric", "--ordinal", "--bootstrap"];

    private static readonly string[] Measuring = ["--across", "--aggregate", "--operating-point", "--positive", "--require", "--junit", "--csv", "--markdown", "--html", "--redact"];

    [Fact]
    public async Task Help_Root_ListsEveryCommand()
    {
        CommandRun run = await CommandRun.Of("--help");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.All(["inspect", "recalibrate", "evaluate", "compare", "predict", "score", "sweep", "stats", "fix"], command => Assert.Contains(command, run.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("inspect", false, false)]
    [InlineData("recalibrate", true, false)]
    [InlineData("fix", true, false)]
    [InlineData("evaluate", true, true)]
    [InlineData("compare", true, true)]
    [InlineData("sweep", true, true)]
    [InlineData("predict", true, false)]
    [InlineData("score", false, false)]
    public async Task Help_Command_ListsItsOptionsAndNoOthers(string command, bool onImages, bool scoring)
    {
        CommandRun run = await CommandRun.Of(command, "--help");

        string[] own = command switch
        {
            "recalibrate" => ["-o", "--all", "--bundle", "--classes"],
            "sweep" => ["--over", "--points", "--draws", "--tolerance", "--steps", "--training-batch"],
            "fix" => ["-o"],
            "compare" => ["--reference", "--splits", .. Measuring],
            "evaluate" => ["--splits", .. Measuring],
            "predict" => ["-o", "--classes", "--scores", "--batch-size"],
            "score" =>
            [
                "--reference", "--domain", "--source", "--domain-column", "--label-column", "--group-column", "--split-column", "--path-column", "--split-values",
                "--classes", "--seed", "--threads", "--confidence", "--resamples", "--metric", "--ordinal", "--bootstrap", .. Measuring,
            ],
            _ => [],
        };
        string[] expected = [.. Everywhere, .. onImages ? OnImages : [], .. scoring ? Scoring : [], .. own, "-?", "-h", "--help"];
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(expected.Order(StringComparer.Ordinal), Options(run.Output).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Version_Root_IsTheToolsVersion()
    {
        CommandRun run = await CommandRun.Of("--version");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.StartsWith(Diagnostics.ToolInfo.Version, run.Output, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Options(string help) => help.ReplaceLineEndings("\n").Split("Options:\n")[1].Split('\n')
        .Where(line => line.StartsWith("  -", StringComparison.Ordinal))
        .SelectMany(line => line[2..].Split("  ")[0].Split(", "))
        .Select(name => name.Split(' ')[0]);
}
