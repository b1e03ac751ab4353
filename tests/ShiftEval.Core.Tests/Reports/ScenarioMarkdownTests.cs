using System.Globalization;
using ShiftEval.Comparison.Results;
using ShiftEval.Metrics;
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
            ],
            [
                new TableNextDomain(null, "e_ma", new RandomEffectsResult { Domains = 3, Mean = 0.8124, Low = 0.5, High = 0.9, BetweenSd = 0.4375, PredictionLow = 0.25, PredictionHigh = 0.96875 }),
                new TableNextDomain("x", "domain", new RandomEffectsResult { Domains = 3, Reason = "dune has no interval" }),
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
    [InlineData("tr-TR")]
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

                accuracy; mean ± SD of 2 replicates (seed), in brackets the SEM.

                | domain \ statistics | ema | domain |
                | --- | ---: | ---: |
                | aster | 90.5 ± 1.2 (0.9) |  |
                | dune | – | 50.0 |

                At the next domain, accuracy: random-effects mean of 3 domains, each scored by models that never saw it, and 95 % prediction interval:

                - e\_ma: 81.2 % \[25.0, 96.9\]; between-domain SD 0.44 logits
                - x, domain: none: dune has no interval

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

    [Fact]
    public void Value_NumbersOfReplicatesDiffer_NamesThemInEveryCell()
    {
        TableCell three = new("aster", "ema", 0.9, 0.03, 3, []);
        TableCell four = new("dune", "ema", 0.5, 0.04, 4, []);
        TableResult table = new("?", "accuracy", null, "domain", "statistics", "seed", [three, four, new TableCell("birch", "ema", 0.25, null, 1, [])]);

        Assert.Equal("accuracy; mean ± SD of n replicates (seed), in brackets the SEM and n", ScenarioMarkdown.Caption(table));
        Assert.Equal(["90.0 ± 3.0 (1.7, n 3)", "50.0 ± 4.0 (2.0, n 4)", "25.0"], table.Cells.Select(cell => ScenarioMarkdown.Value(table, cell)));
        Assert.Equal(0.02, four.Sem!.Value, 1e-12);
    }
}
