namespace ShiftEval.Cli.Tests;

public sealed class PlaceholderTests
{
    [Fact]
    public void Nothing() => Assert.Equal(4, 2 + 2);
}
