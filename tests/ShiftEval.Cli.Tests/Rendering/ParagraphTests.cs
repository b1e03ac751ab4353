using ShiftEval.Cli.Rendering;

namespace ShiftEval.Cli.Tests.Rendering;

public sealed class ParagraphTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("one two three", "one two|three")]
    [InlineData("seven77 eight888 x", "seven77|eight888|x")]
    [InlineData("a longerthantheline b", "a|longerthantheline|b")]
    public void Wrap_Text_BreaksAtBlanks(string text, string expected) => Assert.Equal(expected, string.Join('|', Paragraph.Wrap(text, 8)));
}
