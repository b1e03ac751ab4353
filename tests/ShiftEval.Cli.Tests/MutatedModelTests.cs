using System.Diagnostics;
using System.Globalization;
using ShiftEval.Tests.Onnx.Mutation;

namespace ShiftEval.Cli.Tests;

/// <summary>Damaged models through the built program: an exit code and one line a problem, whatever the file.</summary>
/// <remarks>In processes of their own, since nothing can catch a crash within the runtime. SHIFTEVAL_LONG_TESTS asks for more of them.</remarks>
public sealed class MutatedModelTests
{
    private const int Few = 17;
    private const int Many = 300;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // The program's own start, which a case is not to blame for, and 5 s.
    private static readonly TimeSpan MostWork = TimeSpan.FromSeconds(7);

    private static int Count => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("SHIFTEVAL_LONG_TESTS")) ? Few : Many;

    [Fact]
    public async Task Inspect_MutatedModel_EndsWithAnAnswerOrARefusal() => await ForEach(0, async (model, folder) =>
    {
        foreach (string[] args in new string[][] { ["inspect", model.Path], ["inspect", model.Path, "--json"] })
        {
            IReadOnlyList<string> before = Listing(folder);
            Outcome outcome = await Run(folder, args);
            Check(model, args, outcome, outcome.Code is 0 or 2 && outcome.Work < MostWork);
            Assert.True(before.SequenceEqual(Listing(folder)), $"{model.Description}: {string.Join(", ", Listing(folder))}");
        }
    });

    [Fact]
    public async Task Recalibrate_MutatedModel_WritesAModelOrNothing() => await ForEach(1_000_000, async (model, folder) =>
    {
        IReadOnlyList<string> before = Listing(folder);
        string[] args = ["recalibrate", model.Path, "--data", TinyLabs.Manifest, "--domain", "dune", "--preprocess", TinyLabs.Preprocess, "-o", Path.Combine(folder, "out.onnx")];
        Outcome outcome = await Run(folder, args);

        // 128 and a signal: the runtime crashed.
        Check(model, args, outcome, outcome.Code is 0 or 2 or 3 or >= 128);
        string[] left = [.. Listing(folder).Except(before, StringComparer.Ordinal)];
        Assert.True(outcome.Code == 0 ? left is ["out.onnx"] : left.Length == 0, $"{model.Description}: exit code {outcome.Code}, left {string.Join(", ", left)}");
    });

    private static async Task ForEach(int first, Func<MutatedModel, string, Task> check)
    {
        for (int number = first; number < first + Count; number++)
        {
            string folder = Directory.CreateTempSubdirectory("shifteval-mutated-").FullName;
            try
            {
                // Every second case damages a model that the images fit.
                int way = number % 2;
                await check(MutatedModel.Write(number, folder, path => way == 0 || Path.GetFileName(Path.GetDirectoryName(path)) == "tiny"), folder);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static void Check(MutatedModel model, string[] args, Outcome outcome, bool isFine)
    {
        string told = string.Create(CultureInfo.InvariantCulture, $"{model.Description}, {string.Join(' ', args.Take(1))}: exit code {outcome.Code} after {outcome.Work}\n{outcome.Error}");
        Assert.True(isFine, told);
        Assert.False(outcome.Error.Contains("shifteval: unexpected", StringComparison.Ordinal), told);
        Assert.All(outcome.Code >= 128 ? [] : outcome.Error.Split('\n').Where(line => line.Length > 0), line => Assert.True(
            line.StartsWith("shifteval: ", StringComparison.Ordinal) || line.StartsWith("note: ", StringComparison.Ordinal),
            $"{told}\n{line}"));
        Assert.DoesNotContain(outcome.Error.Split('\n'), line => line.StartsWith("   at ", StringComparison.Ordinal));
    }

    private static async Task<Outcome> Run(string folder, string[] args)
    {
        using Process process = ChildProcess.Start(folder, args);
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(patience.Token);
        TimeSpan work = TimeSpan.Zero;
        try
        {
            Task exit = process.WaitForExitAsync(patience.Token);
            while (await Task.WhenAny(exit, Task.Delay(100, patience.Token)) != exit)
            {
                work = Work(process) ?? work;
            }

            await exit;
            await output;
            return new Outcome(process.ExitCode, await error, work);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    private static TimeSpan? Work(Process process)
    {
        try
        {
            return process.TotalProcessorTime;
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended in between.
            return null;
        }
    }

    private static IReadOnlyList<string> Listing(string folder) => [.. new DirectoryInfo(folder).EnumerateFileSystemInfos().Select(entry => entry.Name).Order(StringComparer.Ordinal)];

    private sealed record Outcome(int Code, string Error, TimeSpan Work);
}
