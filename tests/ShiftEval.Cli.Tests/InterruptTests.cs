using System.Diagnostics;
using System.Globalization;

namespace ShiftEval.Cli.Tests;

public sealed class InterruptTests : IDisposable
{
    private readonly TinyLabs labs = new();

    public void Dispose() => labs.Dispose();

    [Theory]
    [InlineData("INT", 2)]
    [InlineData("TERM", 15)]
    public async Task Compare_SignalWhileResampling_ExitsWith130WithinASecondAndWritesNothing(string signal, int number)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent by a shell");
        Assert.SkipWhen(IsIgnored(number), "the signal is ignored where the tests run, and children inherit that");
        using Process process = ChildProcess.Start(
            labs.Folder, "compare", TinyLabs.Model, "--data", TinyLabs.Manifest, "--resamples", "50000000", "--threads", "1", "--verbose", "--json=out.json");
        Assert.StartsWith("time:", await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await Task.Delay(500, TestContext.Current.CancellationToken);

        Stopwatch watch = Stopwatch.StartNew();
        using (Process kill = Process.Start("sh", ["-c", $"kill -{signal} {process.Id.ToString(CultureInfo.InvariantCulture)}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        // Half a second is for a machine that is busy with other tests.
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 1.5);
        Assert.Equal(130, process.ExitCode);
        Assert.EndsWith("shifteval: cancelled\n", await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal("", await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Empty(labs.Listing());
    }

    [Fact]
    public async Task Run_WorkThatDoesNotLookAtTheToken_IsGivenUp()
    {
        using CancellationTokenSource cancellation = new();
        using StuckWriter output = new(cancellation);
        StringWriter error = new();

        int code = await ShiftEvalApp.RunAsync(["inspect", TinyLabs.Model], output, error, labs.Folder, cancellation.Token);

        Assert.Equal(130, code);
        Assert.Equal("shifteval: cancelled" + Environment.NewLine, error.ToString());
    }

    [Fact]
    public async Task Run_CancelledBeforehand_DoesNothing()
    {
        StringWriter output = new();

        int code = await ShiftEvalApp.RunAsync(
            ["recalibrate", TinyLabs.Model, "--data", TinyLabs.Manifest, "--domain", "dune", "-o", labs.At("out.onnx")], output, TextWriter.Null, labs.Folder, new CancellationToken(canceled: true));

        Assert.Equal(130, code);
        Assert.Equal("", output.ToString());
        Assert.Empty(labs.Listing());
    }

    private static bool IsIgnored(int number)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        string mask = File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)).Split('\t')[1];
        return (ulong.Parse(mask, NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> (number - 1) & 1) == 1;
    }

    /// <summary>Cancels the run at the first word, then never returns until disposed of.</summary>
    private sealed class StuckWriter(CancellationTokenSource cancellation) : StringWriter
    {
        private readonly ManualResetEventSlim released = new();

        public override void WriteLine(string? value)
        {
            cancellation.Cancel();
            released.Wait();
        }

        protected override void Dispose(bool disposing)
        {
            released.Set();
            base.Dispose(disposing);
        }
    }
}
