using ShiftEval.Diagnostics;

namespace ShiftEval.Tests.Diagnostics;

public sealed class PrintableTests
{
    [Theory]
    [InlineData("plain, ä 😀 – λ", "plain, ä 😀 – λ")]
    [InlineData("a\u001b[2Jb\0c\r\nd", "a\\u001B[2Jb\\u0000c\\u000D\\u000Ad")]
    [InlineData("\u202egnp.exe\u2066", "\\u202Egnp.exe\\u2066")]
    public void Line_WhatMovesACursorOrTurnsText_IsWrittenOut(string text, string line) => Assert.Equal(line, Printable.Line(text));

    [Fact]
    public void Line_VeryLongText_LosesItsMiddle()
    {
        string line = Printable.Line($"start{new string('x', 100_000)}end");

        Assert.StartsWith("startxxx", line, StringComparison.Ordinal);
        Assert.EndsWith("xxxend", line, StringComparison.Ordinal);
        Assert.Contains("(98008 characters)", line, StringComparison.Ordinal);
    }
}
