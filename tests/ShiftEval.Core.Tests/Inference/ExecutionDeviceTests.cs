using Microsoft.ML.OnnxRuntime;
using ShiftEval.Diagnostics;
using ShiftEval.Inference;

namespace ShiftEval.Tests.Inference;

public sealed class ExecutionDeviceTests
{
    private static readonly bool HasCuda = OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider", StringComparer.Ordinal);

    [Fact]
    public void Resolve_CudaOnACpuBuild_FailsInOneSentence()
    {
        Assert.SkipWhen(HasCuda, "This build of the runtime has CUDA.");

        RunFailedException exception = Assert.Throws<RunFailedException>(() => ExecutionDevice.Resolve(InferenceOptions.Parse("cuda:1", 0)));

        Assert.Equal(
            "--device cuda:1: this build of ShiftEval runs on the CPU only. Build it with -p:OnnxRuntime=gpu, or take --device cpu.", exception.Message);
    }

    [Fact]
    public void Resolve_AutoOnACpuBuild_TakesAndTellsTheCpu()
    {
        Assert.SkipWhen(HasCuda, "This build of the runtime has CUDA.");

        Assert.Equal(("cpu", false), (ExecutionDevice.Resolve(new()).Name, ExecutionDevice.Resolve(new()).IsCuda));
    }

    [Fact]
    public void Resolve_Cpu_TakesTheThreadsAskedFor()
    {
        Assert.Equal(("cpu", 3), (Cpu(3).Name, Cpu(3).Threads));
        Assert.Equal(Environment.ProcessorCount, Cpu(0).Threads);

        using SessionOptions session = Cpu(3).CreateSessionOptions(null);
        Assert.Equal(3, session.IntraOpNumThreads);

        static ExecutionDevice Cpu(int threads) => ExecutionDevice.Resolve(new() { Device = DeviceKind.Cpu, Threads = threads });
    }

    [Fact]
    public void FirstLine_OfTheRuntimesWords_IsOneClause() =>
        Assert.Equal("[ErrorCode:Fail] it failed", ExecutionDevice.FirstLine(new InvalidOperationException(" [ErrorCode:Fail] it failed.\r\nAnd a stack\nof lines.")));
}
