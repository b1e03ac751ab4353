using System.Globalization;
using ShiftEval.Comparison.Results;
using ShiftEval.Reports;
using ShiftEval.Scenarios;

namespace ShiftEval.Tests.Reports;

public sealed class ScenarioMarkdownTests
{
    private static readonly ScenarioResult Result = new()
    {
        Tool = new ToolResult("shifteval", "1"),
        Title = "A | B",
        Description = "One line\nand <b>another</b>.",
        DataSha256 = "00",
        Seed = 0,
        Confidence = 0.95,
        Models = 2,
        Cells = 4,
        Tables =
        [
            new TableResult("How good?", "accuracy", null, "domain", "statistics", "seed",
            [
                new TableCell("aster", "ema", 0.9051, 0.01234, 2, [new("0", 0.9, 1, 1500, 0.8, 0.95, null), new("1", 0.91, 1, 1500, 0.8, 0.95, null)]),
                new TableCell("dune", "domain", 0.5, null, 1, [new("0", 0.5, 1, 20, null, null, null)]),
                new TableCell("dune", "ema", null, null, 0, [new("0", null, 1, 0, null, null, null)]),
            ]),
            new TableResult("What changes?", "nll", "ema", "domain", "seed", "seed",
            [
                new TableCell("aster", "0", -0.25, null, 1, [new("0", -0.25, 1, 1500, -0.375, -0.125, 0.0004)]),
            ]),
        ],
        Warnings = [],
    };

    [Fact]
    public void Write_HostileWordsOfTheFile_StayInert()
    {
        const string Hostile = "<b>|`x`\u001b[31m\nend";
        TableResult table = Result.Tables[1] with { Question = Hostile, Minus = Hostile, Rows = Hostile, Columns = Hostile, Over = Hostile };

        string text = ScenarioMarkdown.Write(Result with { Title = Hostile, Description = Hostile, Tables = [table] });

        Assert.DoesNotContain("<b>", text, StringComparison.Ordinal);
        Assert.DoesNotContain(text, c => char.IsControl(c) && c != '\n');
        Assert.Equal(ScenarioMarkdown.Write(Result with { Title = "a", Description = "a", Tables = [Result.Tables[1]] }).Split('\n').Length, text.Split('\n').Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("de-DE")]
    public void Write_AnyCulture_IsGolden(string culture)
    {
        CultureInfo before = Thread.CurrentThread.CurrentCulture;
        Thread.CurrentThread.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            Assert.Equal(
                """
                # A \| B

                One line and &lt;b>another&lt;/b>.

                ## How good?

                accuracy; mean ± SD over n replicates (seed).

                | domain \ statistics | ema | domain |
                | --- | ---: | ---: |
                | aster | 90.5 ± 1.2 (n 2) |  |
                | dune | – | 50.0 |

                ## What changes?

                NLL, difference from ema.

                | domain \ seed | 0 |
                | --- | ---: |
                | aster | -0.250 |

                Each replicate, with its paired 95 % interval:

                | domain | seed | seed | difference | p | samples |
                | --- | --- | --- | ---: | ---: | ---: |
                | aster | 0 | 0 | -0.250 [-0.375, -0.125] | <0.001 | 1500 |


                """.ReplaceLineEndings("\n"),
                ScenarioMarkdown.Write(Result));
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }
}
