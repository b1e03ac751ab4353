using System.Diagnostics;
using System.Text.Json;
using ShiftEval.Tests.Reference;

namespace ShiftEval.Tests.Estimation;

/// <summary>Asks onnx.checker about files, where there is a Python that has it; the test is skipped, aloud, where there is none.</summary>
internal static class OnnxChecker
{
    private const string Python = "/usr/bin/python3";
    private const int NoOnnxModule = 3;

    /// <summary>For each file its complaint or null, <c>plain</c> and <c>full</c>, with shape inference.</summary>
    public static IReadOnlyList<JsonElement> Ask(IReadOnlyList<string> paths)
    {
        Assert.SkipUnless(File.Exists(Python), $"There is no {Python} to ask onnx.checker with.");
        ProcessStartInfo start = new(Python, [AnyOnnxFixture.PathOf("check.py"), .. paths])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.SkipWhen(process.ExitCode == NoOnnxModule, $"{Python} has no onnx module, so onnx.checker is not asked.");
        Assert.True(process.ExitCode == 0, errors.Result);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
