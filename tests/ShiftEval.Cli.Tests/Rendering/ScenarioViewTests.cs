using System.Globalization;
using ShiftEval.Cli.Rendering;
using ShiftEval.Comparison.Results;
using ShiftEval.Metrics;
using ShiftEval.Scenarios;

namespace ShiftEval.Cli.Tests.Rendering;

public sealed class ScenarioViewTests
{
    [Fact]
    public void Write_MoreColumnsThanFit_StandInBlocks()
    {
        string[] columns = [.. Enumerable.Range(0, 9).Select(i => FormattableString.Invariant($"from=laboratory{i}"))];
        string[] rows = ["ema", "precise,method=minibatch,batch=1000"];
        TableCell[] cells = [.. rows.SelectMany(row => columns.Select(column => new TableCell(row, column, 0.5, 0.1, 3, [])))];

        string[] lines = Lines(cells, 100);

        Assert.All(lines, line => Assert.InRange(line.Length, 0, 100));
        Assert.All(columns, column => Assert.Single(lines, line => line.Contains(column, StringComparison.Ordinal)));
        int blocks = lines.Count(line => line.StartsWith("ema ", StringComparison.Ordinal));
        Assert.Equal(3, blocks);
        Assert.Equal(blocks, lines.Count(line => line.StartsWith(rows[1], StringComparison.Ordinal)));
        Assert.Equal(2 * columns.Length, lines.Sum(line => line.Split("± 10.0").Length - 1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void Write_Replicates_TellSdAndSemByNameAndTheNextDomain(string culture)
    {
        RandomEffectsResult next = new() { Domains = 3, Mean = 0.8124, Low = 0.5, High = 0.9, BetweenSd = 0.4375, PredictionLow = 0.25, PredictionHigh = 0.96875 };
        CultureInfo before = Thread.CurrentThread.CurrentCulture;
        Thread.CurrentThread.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            string[] lines = Lines([new TableCell("dune", "ema", 0.5, 0.1, 4, [])], 100, [new TableNextDomain(null, "ema", next)]);

            Assert.Equal(
                [
                    "accuracy; mean ± SD of 4 replicates (seed), in brackets the SEM.",
                    "",
                    "domain                 ema",
                    "──────────────────────────",
                    "dune     50.0 ± 10.0 (5.0)",
                    "",
                    "At the next domain, accuracy: random-effects mean of 3 domains, each scored by models that never saw",
                    "it, and 95 % prediction interval:",
                    "  ema: 81.2 % [25.0, 96.9]; between-domain SD 0.44 logits",
                ],
                lines[3..12]);
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }

    [Fact]
    public void Write_LongTexts_AreWrapped()
    {
        string[] lines = Lines([new TableCell("a", "b", 0.5, null, 1, [])], 60);

        Assert.Equal(
            [
                "A title that goes on for longer than any terminal that we",
                "know of is wide",
                "",
                "A question?",
                "accuracy.",
                "",
                "domain      b",
                "─────────────",
                "a        50.0",
                "",
                "1 models, 1 cells, seed 0.",
                "",
            ],
            lines);
    }

    private static string[] Lines(TableCell[] cells, int width, TableNextDomain[]? next = null)
    {
        StringWriter output = new();
        ScenarioView.Write(
            new ScenarioResult
            {
                Tool = new ToolResult("shifteval", "1"),
                Title = "A title that goes on for longer than any terminal that we know of is wide",
                DataSha256 = "00",
                Seed = 0,
                Confidence = 0.95,
                Models = 1,
                Cells = 1,
                Tables = [new TableResult("A question?", "accuracy", null, "domain", "statistics", "seed", cells, next)],
                Warnings = [],
            },
            output,
            width);
        return output.ToString().ReplaceLineEndings("\n").Split('\n');
    }
}
