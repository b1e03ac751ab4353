using CsCheck;
using ShiftEval.Diagnostics;

namespace ShiftEval.Tests.Diagnostics;

public sealed class NearestNamesTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("flaw", "lawn", 2)]
    [InlineData("LabA", "laba", 0)]
    public void Distance_KnownPairs_AreCounted(string left, string right, int expected) =>
        Assert.Equal(expected, NearestNames.Distance(left, right));

    [Fact]
    public void Distance_AnyTwoTexts_EqualsTheRecursiveDefinition() =>
        Gen.Select(Gen.String[Gen.Char["abc"], 0, 6], Gen.String[Gen.Char["abc"], 0, 6])
            .Sample((left, right) => Assert.Equal(Naive(left, right), NearestNames.Distance(left, right)));

    [Fact]
    public void Order_TypingError_PutsItsCureFirstAndTiesInOrdinalOrder() =>
        Assert.Equal(["hospital-b", "hospital-a", "hospital-c", "x"], NearestNames.Order("hospitalb", ["x", "hospital-c", "hospital-a", "hospital-b"]));

    [Fact]
    public void Describe_ManyNames_ShowsTwentyAndCountsTheRest() =>
        Assert.Equal("a, " + string.Join(", ", Enumerable.Range(10, 19)) + " and 3 more", NearestNames.Describe("a", [.. Enumerable.Range(10, 22).Select(i => $"{i}"), "a"]));

    private static int Naive(string left, string right)
    {
        if (left.Length == 0 || right.Length == 0)
        {
            return left.Length + right.Length;
        }

        int substituted = Naive(left[1..], right[1..]) + (left[0] == right[0] ? 0 : 1);
        return Math.Min(substituted, Math.Min(Naive(left[1..], right), Naive(left, right[1..])) + 1);
    }
}
