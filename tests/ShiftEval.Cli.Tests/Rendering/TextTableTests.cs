using ShiftEval.Cli.Rendering;

namespace ShiftEval.Cli.Tests.Rendering;

public sealed class TextTableTests
{
    [Fact]
    public void Write_HeadingsAndRows_AlignsAndEndsNoLineInBlanks()
    {
        string text = Write(Table(("labA", [["ema", "12", "a"], ["domain", "7", ""]])), 80);

        Assert.Equal(
            """
              what     number   word
            ────────────────────────
            labA
              ema          12   a
              domain        7

            """,
            text,
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Write_TooNarrow_DropsOptionalColumnsFromTheEnd()
    {
        TextTable table = new();
        table.AddWords("what");
        table.AddNumbers("one", optional: true);
        table.AddNumbers("needed");
        table.AddNumbers("two", optional: true);
        table.AddRow(["ema", "1", "2", "3"]);

        Assert.Contains("one   needed   two", Write(table, 25), StringComparison.Ordinal);
        Assert.Equal("what   one   needed", Write(table, 24).ReplaceLineEndings("\n").Split('\n')[0]);
        Assert.Equal("what   needed", Write(table, 18).ReplaceLineEndings("\n").Split('\n')[0]);
    }

    [Fact]
    public void Write_LongFirstText_StandsOnItsOwnLineBeforeColumnsGo()
    {
        TextTable table = new();
        table.AddWords("what");
        table.AddNumbers("number", optional: true);
        table.AddRow(["a text of more than thirty-two letters", "1"]);
        table.AddRow(["short", "22"]);

        Assert.Equal(
            """
            what    number
            ──────────────
            a text of more than thirty-two letters
                         1
            short       22

            """,
            Write(table, 40),
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Write_ControlCharactersOfNames_AreNotPassedOn() =>
        Assert.DoesNotContain(Write(Table(("lab\u001b[2J", [["e\rma", "1", "\u0007"]])), 80), c => char.IsControl(c) && c is not ('\n' or '\r'));

    private static TextTable Table(params (string Heading, string[][] Rows)[] groups)
    {
        TextTable table = new();
        table.AddWords("what");
        table.AddNumbers("number");
        table.AddWords("word");
        foreach ((string heading, string[][] rows) in groups)
        {
            table.AddHeading(heading);
            foreach (string[] row in rows)
            {
                table.AddRow(row);
            }
        }

        return table;
    }

    private static string Write(TextTable table, int width)
    {
        StringWriter output = new();
        table.Write(output, width);
        return output.ToString();
    }
}
