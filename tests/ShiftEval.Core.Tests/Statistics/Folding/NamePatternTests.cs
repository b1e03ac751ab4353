using ShiftEval.Statistics.Folding;

namespace ShiftEval.Tests.Statistics.Folding;

public sealed class NamePatternTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("*", "")]
    [InlineData("*", "/layer1/conv.0")]
    [InlineData("/layer1/*", "/layer1/block/conv")]
    [InlineData("*conv?", "a/conv1")]
    [InlineData("*a*b", "aXbYb")]
    [InlineData("a**c", "abc")]
    [InlineData("conv[1]", "conv[1]")]
    public void Fits_WholeNameFits_IsTrue(string pattern, string name) => Assert.True(NamePattern.Fits(pattern, name));

    [Theory]
    [InlineData("", "a")]
    [InlineData("?", "")]
    [InlineData("conv", "conv1")]
    [InlineData("onv*", "conv1")]
    [InlineData("Conv*", "conv1")]
    [InlineData("*a*b", "aXbY")]
    [InlineData("conv[1]", "conv1")]
    public void Fits_AnyPartDoesNot_IsFalse(string pattern, string name) => Assert.False(NamePattern.Fits(pattern, name));
}
