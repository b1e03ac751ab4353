namespace ShiftEval.Cli.Tests;

public sealed class HelpTests
{
    [Fact]
    public async Task Help_Root_ListsEveryCommand()
    {
        CommandRun run = await CommandRun.Of("--help");

        Assert.Equal(0, run.Code);
        Assert.Equal("", run.Error);
        Assert.All(["inspect", "recalibrate", "evaluate", "compare"], command => Assert.Contains(command, run.Output, StringComparison.Ordinal));
    }
}
