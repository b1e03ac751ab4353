using ShiftEval.Cli.Rendering;
using ShiftEval.Comparison.Results;
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

    private static string[] Lines(TableCell[] cells, int width)
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
                Tables = [new TableResult("A question?", "accuracy", null, "domain", "statistics", "seed", cells)],
                Warnings = [],
            },
            output,
            width);
        return output.ToString().ReplaceLineEndings("\n").Split('\n');
    }
}
