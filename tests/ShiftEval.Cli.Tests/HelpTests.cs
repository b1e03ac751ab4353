namespace ShiftEval.Cli.Tests;

public sealed class HelpTests
{
    [Fact]
    public async Task Help_Root_ListsEveryCommand()
    {
        StringWriter output = new();

        int code = await ShiftEvalApp.RunAsync(["--help"], output, TextWriter.Null, AppContext.BaseDirectory, TestContext.Current.CancellationToken);

        Assert.Equal(0, code);
        Assert.All(["inspect", "recalibrate", "evaluate", "compare"], command => Assert.Contains(command, output.ToString(), StringComparison.Ordinal));
    }
}
