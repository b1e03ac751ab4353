using System.Globalization;
using ShiftEval.Comparison.Results;
using ShiftEval.Reports;

namespace ShiftEval.Tests.Reports;

/// <summary>What every writer makes of awkward results, the same bytes in every culture.</summary>
public sealed class GoldenFileTests
{
    private static readonly Dictionary<string, Func<ComparisonResult, string>> Writers = new(StringComparer.Ordinal)
    {
        ["json"] = JsonReport.Write,
        ["md"] = ComparisonMarkdown.Write,
        ["csv"] = ComparisonCsv.Write,
        ["xml"] = JUnitReport.Write,
    };

    public static MatrixTheoryData<string, string, string> Cases => new(["compare", "score"], [.. Writers.Keys], ["", "de-DE", "fa-IR", "ar-SA", "tr-TR"]);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Write_AnyCulture_GivesTheGoldenBytes(string command, string format, string culture)
    {
        CultureInfo before = Thread.CurrentThread.CurrentCulture;
        Thread.CurrentThread.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            ComparisonResult result = command == "score" ? AwkwardResults.Score(AwkwardNames.Usual) : AwkwardResults.Compare(AwkwardNames.Usual);
            GoldenFile.AssertSame($"{command}.{format}", Writers[format](result));
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("a\nb\n", "a\nc\n", "x.md differs at line 2 of 3, now 3:\n- b\n+ c")]
    [InlineData("a\n", "a\r\n", "x.md differs at line 1 of 2, now 2:\n- a\n+ a\\r")]
    [InlineData("a", "a\n", "x.md differs at line 2 of 1, now 2:\n- (no such line)\n+ ")]
    public void Difference_OtherText_ShowsItsFirstLine(string expected, string actual, string message) =>
        Assert.Equal(message, GoldenFile.Difference("x.md", expected, actual));
}
