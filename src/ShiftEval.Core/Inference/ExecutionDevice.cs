using Microsoft.ML.OnnxRuntime;
using ShiftEval.Diagnostics;

namespace ShiftEval.Inference;

/// <summary>The device a run settled on, and how sessions are set up for it.</summary>
public sealed class ExecutionDevice
{
    private readonly InferenceOptions options;

    private ExecutionDevice(InferenceOptions options, bool isCuda)
    {
        this.options = options;
        IsCuda = isCuda;
    }

    /// <summary>Whether sessions run on a CUDA device.</summary>
    public bool IsCuda { get; }

    /// <summary>The device as results name it: <c>cpu</c> or <c>cuda:ID</c>.</summary>
    public string Name => IsCuda ? $"cuda:{options.DeviceId}" : "cpu";

    /// <summary>Threads within an operator.</summary>
    public int Threads => options.Threads > 0 ? options.Threads : Environment.ProcessorCount;

    /// <summary>Settles on a device.</summary>
    /// <exception cref="RunFailedException">CUDA was asked for and this build or machine has none.</exception>
    public static ExecutionDevice Resolve(InferenceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        bool offered = options.Device != DeviceKind.Cpu && OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider", StringComparer.Ordinal);
        if (options.Device == DeviceKind.Cuda && !offered)
        {
            throw new RunFailedException(
                $"--device cuda:{options.DeviceId}",
                "this build of ShiftEval runs on the CPU only",
                "Build it with -p:OnnxRuntime=gpu, or take --device cpu");
        }

        return new ExecutionDevice(options, offered && (options.Device == DeviceKind.Cuda || CanOpenCuda(options.DeviceId)));
    }

    // A build for CUDA may stand on a machine without a driver: auto then takes the CPU, and says so by its name.
    private static bool CanOpenCuda(int deviceId)
    {
        try
        {
            using SessionOptions probe = new();
            probe.AppendExecutionProvider_CUDA(deviceId);
            return true;
        }
        catch (OnnxRuntimeException)
        {
            return false;
        }
    }

    /// <summary>Session settings for this device; the caller disposes of them.</summary>
    internal SessionOptions CreateSessionOptions(string? externalDataFolder)
    {
        SessionOptions session = new()
        {
            IntraOpNumThreads = Threads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        session.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        if (externalDataFolder is not null)
        {
            session.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", externalDataFolder);
        }

        if (IsCuda)
        {
            try
            {
                session.AppendExecutionProvider_CUDA(options.DeviceId);
            }
            catch (OnnxRuntimeException exception)
            {
                session.Dispose();
                throw new RunFailedException($"--device {Name}", $"the device cannot be used ({FirstLine(exception)})", "Check the driver, or take --device cpu", exception);
            }
        }

        return session;
    }

    /// <summary>The runtime's own words, cut to one line.</summary>
    internal static string FirstLine(Exception exception) => exception.Message.ReplaceLineEndings("\n").Split('\n')[0].Trim().TrimEnd('.');
}
