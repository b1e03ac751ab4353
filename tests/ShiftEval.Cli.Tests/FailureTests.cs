namespace ShiftEval.Cli.Tests;

/// <summary>What nobody foresaw: one line, and the place in the code only for those who ask.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task Run_UnexpectedException_IsOneLineAndExitCode3()
    {
        StringWriter error = new();

        int code = await ShiftEvalApp.RunAsync(["inspect", TinyLabs.Model], new BrokenWriter(), error, AppContext.BaseDirectory, TestContext.Current.CancellationToken);

        Assert.Equal(3, code);
        Assert.Equal("shifteval: unexpected: NotSupportedException: paper is out" + Environment.NewLine, error.ToString());
    }

    [Fact]
    public async Task Run_UnexpectedExceptionWithVerbose_ShowsThePlaceInTheCode()
    {
        StringWriter error = new();

        int code = await ShiftEvalApp.RunAsync(["inspect", TinyLabs.Model, "--verbose"], new BrokenWriter(), error, AppContext.BaseDirectory, TestContext.Current.CancellationToken);

        Assert.Equal(3, code);
        Assert.StartsWith("shifteval: unexpected: NotSupportedException: paper is out" + Environment.NewLine, error.ToString(), StringComparison.Ordinal);
        Assert.Contains(nameof(BrokenWriter), error.ToString(), StringComparison.Ordinal);
    }

    private sealed class BrokenWriter : StringWriter
    {
        public override void WriteLine(string? value) => throw new NotSupportedException("paper is out");
    }
}
